package dev.drawbridge.sidecar.pod;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one test. */
public final class TestAuthority {

  private static final AtomicLong SERIAL = new AtomicLong(1000);

  /** Never written; the usual type would lock it with thousands of rounds of a hash each time. */
  private static final String IN_MEMORY = "JKS";

  private final KeyPair keys = newKeys();
  private final X500Name name = new X500Name("CN=test authority " + SERIAL.incrementAndGet());
  private final X509Certificate certificate =
      sign(name, keys, new BasicConstraints(true), List.of(), validity());

  /** When a certificate is valid. */
  public record Validity(Instant from, Instant to) {}

  /** A certificate with its key. */
  public record Issued(X509Certificate certificate, PrivateKey key) {}

  /** From an hour ago for a day. */
  public static Validity validity() {
    Instant now = Instant.now();
    return new Validity(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)));
  }

  public Issued server() {
    return issue(validity(), new GeneralName(GeneralName.dNSName, "localhost"));
  }

  /** A client with one SPIFFE id. */
  public Issued client(String spiffe) {
    return issue(validity(), uri(spiffe));
  }

  public static GeneralName uri(String uri) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, uri);
  }

  /** Any other leaf. */
  public Issued issue(Validity validity, GeneralName... names) {
    KeyPair pair = newKeys();
    X509Certificate leaf =
        sign(new X500Name("CN=leaf"), pair, new BasicConstraints(false), List.of(names), validity);
    return new Issued(leaf, pair.getPrivate());
  }

  private X509Certificate sign(
      X500Name subject,
      KeyPair pair,
      BasicConstraints constraints,
      List<GeneralName> names,
      Validity validity) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(SERIAL.incrementAndGet()),
              Date.from(validity.from()),
              Date.from(validity.to()),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, constraints);
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  public X509Certificate certificate() {
    return certificate;
  }

  public String pem() {
    return pem(certificate);
  }

  static String pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  static String pem(String type, byte[] der) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, body, type);
  }

  /** TLS of a client that trusts this authority; without a certificate of its own if null. */
  public SSLContext context(Issued... own) {
    return context(() -> {}, own);
  }

  /** The same for somebody who does something in the middle of the handshake. */
  public SSLContext context(Runnable beforeCertificate, Issued... own) {
    try {
      KeyStore trusted = KeyStore.getInstance(IN_MEMORY);
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyStore store = KeyStore.getInstance(IN_MEMORY);
      store.load(null, null);
      List<Certificate> chain = new ArrayList<>();
      for (Issued issued : own) {
        chain.add(issued.certificate());
        store.setKeyEntry("own", issued.key(), new char[0], chain.toArray(Certificate[]::new));
      }
      KeyManagerFactory keysOfClient = KeyManagerFactory.getInstance("PKIX");
      keysOfClient.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          Arrays.stream(keysOfClient.getKeyManagers())
              .map(keyManager -> AnyIssuer.of(keyManager, beforeCertificate))
              .toArray(javax.net.ssl.KeyManager[]::new),
          trust.getTrustManagers(),
          null);
      return context;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
