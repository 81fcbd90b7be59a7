package dev.drawbridge.testbed.authority;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;

/**
 * A certificate, its key, and the authority that is to be believed by whoever has it.
 *
 * @param authority not always the one that signed the certificate: somebody may believe another
 */
public record IssuedCertificate(
    X509Certificate certificate, KeyPair keys, X509Certificate authority) {

  private static final int LINE = 64;

  /** The same, of somebody who believes another authority. */
  public IssuedCertificate believing(X509Certificate other) {
    return new IssuedCertificate(certificate, keys, other);
  }

  /** Writes the files of a Secret: {@code tls.crt}, {@code tls.key} in PKCS #8, {@code ca.crt}. */
  public Path write(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("tls.crt"), pem("CERTIFICATE", certificate.getEncoded()));
      Files.writeString(
          folder.resolve("tls.key"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
      Files.writeString(folder.resolve("ca.crt"), pem("CERTIFICATE", authority.getEncoded()));
      return folder;
    } catch (CertificateEncodingException e) {
      throw new IOException(e);
    }
  }

  /** The text form of RFC 7468. */
  public static String pem(String type, byte[] der) {
    byte[] newline = "\n".getBytes(StandardCharsets.US_ASCII);
    String text = Base64.getMimeEncoder(LINE, newline).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, text, type);
  }
}
