package dev.drawbridge.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate with its key, and the authorities that are believed, as cert-manager writes them
 * into a Secret: {@code tls.crt}, {@code tls.key} and {@code ca.crt}, all PEM (RFC 7468).
 *
 * @param chain the own certificate first, then those that lead to its authority
 * @param key of the first certificate
 * @param authorities whose certificates are believed
 */
public record PemIdentity(
    List<X509Certificate> chain, PrivateKey key, List<X509Certificate> authorities) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([A-Za-z0-9+/=\\s]+)-----END \\1-----");

  /** Signature algorithms to try whether key and certificate belong together, by kind of key. */
  private static final Map<String, String> TRIAL =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  public PemIdentity {
    chain = List.copyOf(chain);
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads the three files.
   *
   * @throws IOException that names the file, what is wrong with it, and what should be there
   */
  public static PemIdentity read(Path folder) throws IOException {
    List<X509Certificate> chain = certificates(folder.resolve("tls.crt"));
    List<X509Certificate> authorities = certificates(folder.resolve("ca.crt"));
    Path keyFile = folder.resolve("tls.key");
    PublicKey publicKey = chain.getFirst().getPublicKey();
    PrivateKey key = privateKey(keyFile, publicKey);
    if (!belongTogether(key, publicKey)) {
      throw new IOException(
          "%s is not the key of the certificate in tls.crt beside it: both come from one Secret, so either it is being replaced at this moment or it was put together by hand"
              .formatted(keyFile));
    }
    return new PemIdentity(chain, key, authorities);
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try {
      List<X509Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!certificates.isEmpty()) {
        return certificates;
      }
    } catch (CertificateException e) {
      throw new IOException(
          "%s holds something that is no certificate (%s); it must hold certificates in PEM"
              .formatted(file, e.getMessage()),
          e);
    }
    throw new IOException("%s holds no certificate; it must hold some in PEM".formatted(file));
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    }
  }

  private static PrivateKey privateKey(Path file, PublicKey publicKey) throws IOException {
    Matcher pem = KEY.matcher(new String(bytes(file), StandardCharsets.US_ASCII));
    if (!pem.find()) {
      throw new IOException(
          "%s holds no private key; it must hold one in PEM, not encrypted".formatted(file));
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.group(2));
      byte[] pkcs8 = pem.group(1).equals("PRIVATE KEY") ? der : Pkcs8.around(der, publicKey);
      return KeyFactory.getInstance(publicKey.getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IOException(
          "%s holds a key that cannot be read (%s); it must be of the kind of the certificate's, %s"
              .formatted(file, e.getMessage(), publicKey.getAlgorithm()),
          e);
    }
  }

  private static boolean belongTogether(PrivateKey key, PublicKey publicKey) throws IOException {
    try {
      Signature trial =
          Signature.getInstance(TRIAL.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
      trial.initSign(key);
      trial.update((byte) 1);
      byte[] signature = trial.sign();
      trial.initVerify(publicKey);
      trial.update((byte) 1);
      return trial.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of the certificate cannot sign: " + e.getMessage(), e);
    }
  }
}
