package dev.drawbridge.tls;

import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** TLS by the JDK, with the identity that is in force when a connection is made. */
public final class MutualTls {

  /** The checks of a client's certificate are the same for every kind of key. */
  private static final String ANY_KEY = "UNKNOWN";

  private final CurrentKey key;
  private final CurrentTrust trust;

  /** Of a server, which believes no other server. */
  public MutualTls(Supplier<PemIdentity> identity) {
    this(
        identity,
        host -> {
          throw new CertificateException("no server is expected at " + host);
        });
  }

  /** Of a client too. */
  public MutualTls(Supplier<PemIdentity> identity, Servers servers) {
    key = new CurrentKey(identity);
    trust = new CurrentTrust(identity, servers);
  }

  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {key}, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /**
   * Checks the other side's certificates again, as they were at the handshake: meanwhile they may
   * have expired, or their authority may not be believed any more.
   */
  public void requireTrusted(Certificate[] chain) throws CertificateException {
    trust.checkClientTrusted(Arrays.copyOf(chain, chain.length, X509Certificate[].class), ANY_KEY);
  }
}
