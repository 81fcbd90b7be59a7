package dev.drawbridge.sidecar.keys;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.pseudonym.EpochSecrets;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Mounted Secrets: {@code log.key} (Ed25519, PEM of PKCS#8), {@code kek}, {@code kek-N} and {@code
 * epoch-N} (32 bytes each; N counts spans of 90 days since 1970). Nothing is ever written to them.
 */
public final class KeyFiles implements EpochSecrets {

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private static final Pattern KEK = Pattern.compile("kek-(0|[1-9]\\d{0,5})");

  private final Path folder;

  public KeyFiles(Path folder) {
    this.folder = folder;
  }

  /** The key that signs the checkpoints of one log. */
  public LogSigner signer(String origin) throws IOException {
    Path file = folder.resolve("log.key");
    try {
      byte[] pkcs8 = pem(Files.readString(file, StandardCharsets.US_ASCII));
      if (KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
          instanceof EdECPrivateKey key) {
        return new LogSigner(origin, pairOf(key));
      }
      throw new GeneralSecurityException("not an Ed25519 key");
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "%s is no Ed25519 key in PEM of PKCS#8: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static byte[] pem(String text) {
    int begin = text.indexOf(BEGIN);
    int end = text.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException("'%s' is missing".formatted(BEGIN));
    }
    return Base64.getMimeDecoder().decode(text.substring(begin + BEGIN.length(), end));
  }

  /**
   * The pair that a private key belongs to. The JDK derives a public key only when it makes a pair,
   * whose private key is the 32 bytes that it asks its random source for (RFC 8032, 5.1.5).
   */
  private static KeyPair pairOf(EdECPrivateKey key) throws GeneralSecurityException {
    byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("a hidden key"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
    generator.initialize(NamedParameterSpec.ED25519, new FixedBytes(seed));
    return generator.generateKeyPair();
  }

  private static final class FixedBytes extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] fixed;

    FixedBytes(byte[] fixed) {
      this.fixed = fixed.clone();
    }

    @Override
    public void nextBytes(byte[] bytes) {
      if (bytes.length != fixed.length) {
        throw new IllegalStateException("asked for %d bytes".formatted(bytes.length));
      }
      System.arraycopy(fixed, 0, bytes, 0, fixed.length);
    }
  }

  /** The key that wrapped the keys of segments before there was one for each span. */
  KeyEncryptionKey kek() throws IOException {
    return key("kek");
  }

  /** The key that wraps the keys of segments in a span of 90 days. */
  KeyEncryptionKey kek(int epoch) throws IOException {
    return key("kek-" + epoch);
  }

  private KeyEncryptionKey key(String name) throws IOException {
    Path file = folder.resolve(name);
    try {
      return FileKeyEncryptionKey.read(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + " is missing", e);
    } catch (AccessDeniedException e) {
      throw new IOException(file + " may not be read", e);
    }
  }

  /** The spans that there is a file with a key for, whatever is in it. */
  NavigableSet<Integer> kekEpochs() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> KEK.matcher(String.valueOf(file.getFileName())))
          .filter(Matcher::matches)
          .map(name -> Integer.valueOf(name.group(1)))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Override
  public byte[] secret(int epoch) throws IOException {
    Path file = folder.resolve("epoch-" + epoch);
    try {
      byte[] secret = Files.readAllBytes(file);
      if (secret.length != BYTES) {
        throw new IOException("%s has %d bytes, not %d".formatted(file, secret.length, BYTES));
      }
      return secret;
    } catch (NoSuchFileException e) {
      throw new IOException("%s is missing: there is no secret for this epoch".formatted(file), e);
    }
  }
}
