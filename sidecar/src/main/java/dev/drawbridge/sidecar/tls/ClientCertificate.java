package dev.drawbridge.sidecar.tls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/**
 * What a peer showed, in the forms that records want.
 *
 * @param chain the leaf first
 * @param sha256 of the leaf's DER form, 64 hex digits
 * @param serial of the leaf, hex digits
 */
public record ClientCertificate(List<X509Certificate> chain, String sha256, String serial) {

  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  public static ClientCertificate of(List<X509Certificate> chain) {
    X509Certificate leaf = chain.getFirst();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new ClientCertificate(
          chain,
          HexFormat.of().formatHex(digest.digest(leaf.getEncoded())),
          leaf.getSerialNumber().toString(16));
    } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was parsed has its DER form", e);
    }
  }

  public X509Certificate leaf() {
    return chain.getFirst();
  }

  /** When it ends, in milliseconds since 1970. */
  public long expiresMillis() {
    return leaf().getNotAfter().toInstant().toEpochMilli();
  }
}
