package dev.drawbridge.testbed.authority;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority of its own; two of them do not believe each other. */
public final class TestAuthority {

  private static final Duration A_DAY = Duration.ofDays(1);
  private static final AtomicLong SERIAL = new AtomicLong();
  private static final X500Principal NAME = new X500Principal("CN=test authority");
  private static final X500Principal SOMEBODY = new X500Principal("CN=somebody");

  private final KeyPair keys = keys("EC");
  private final X509Certificate certificate = authority();

  public X509Certificate certificate() {
    return certificate;
  }

  /** Valid from yesterday until tomorrow. */
  public IssuedCertificate issue(String... uris) {
    Instant now = Instant.now();
    return issue(keys("EC"), now.minus(A_DAY), now.plus(A_DAY), uris);
  }

  public IssuedCertificate issue(KeyPair subject, Instant from, Instant until, String... uris) {
    JcaX509v3CertificateBuilder builder = builder(from, until, SOMEBODY, subject);
    try {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      if (uris.length > 0) {
        builder.addExtension(Extension.subjectAlternativeName, false, names(uris));
      }
      return new IssuedCertificate(signed(builder), subject, certificate);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A new pair: of P-256 for {@code EC}, else as the JDK makes it. */
  public static KeyPair keys(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(256);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509Certificate authority() {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder = builder(now.minus(A_DAY), now.plus(A_DAY), NAME, keys);
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
      return signed(builder);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      Instant from, Instant until, X500Principal name, KeyPair subject) {
    return new JcaX509v3CertificateBuilder(
        NAME,
        BigInteger.valueOf(SERIAL.incrementAndGet()),
        Date.from(from),
        Date.from(until),
        name,
        subject.getPublic());
  }

  private X509Certificate signed(JcaX509v3CertificateBuilder builder) {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static GeneralNames names(String... uris) {
    return new GeneralNames(
        Arrays.stream(uris)
            .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
            .toArray(GeneralName[]::new));
  }
}
