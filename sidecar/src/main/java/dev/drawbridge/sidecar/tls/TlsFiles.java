package dev.drawbridge.sidecar.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The three files of the mounted Secret, read at one moment.
 *
 * @param chain {@code tls.crt}: the door's certificate and what leads to its authority, PEM
 * @param key {@code tls.key}: its private key, PEM of PKCS#8
 * @param authorities {@code ca.crt}: who signs the certificates of consumers, PEM
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by digest, and nobody changes the arrays.
public record TlsFiles(byte[] chain, byte[] key, byte[] authorities) {

  /** Reads them from the folder. */
  public static TlsFiles read(Path folder) throws IOException {
    return new TlsFiles(
        Files.readAllBytes(folder.resolve("tls.crt")),
        Files.readAllBytes(folder.resolve("tls.key")),
        Files.readAllBytes(folder.resolve("ca.crt")));
  }

  /** Tells contents apart; not shown to anybody. */
  public String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] file : new byte[][] {chain, key, authorities}) {
        digest.update(MessageDigest.getInstance("SHA-256").digest(file));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
