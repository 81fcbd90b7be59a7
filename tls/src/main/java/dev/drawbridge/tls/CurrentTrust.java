package dev.drawbridge.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Believes the authorities that are in force. Host names count for nothing; see {@link Servers}.
 */
final class CurrentTrust extends X509ExtendedTrustManager {

  private final Supplier<PemIdentity> identity;
  private final Servers servers;
  private volatile @Nullable Trust trust;

  /** What was made of an identity's authorities. */
  private record Trust(List<X509Certificate> authorities, X509TrustManager manager) {}

  CurrentTrust(Supplier<PemIdentity> identity, Servers servers) {
    this.identity = identity;
    this.servers = servers;
  }

  private X509TrustManager current() throws CertificateException {
    List<X509Certificate> authorities = identity.get().authorities();
    Trust now = trust;
    if (now == null || !now.authorities().equals(authorities)) {
      now = new Trust(authorities, manager(authorities));
      trust = now;
    }
    return now.manager();
  }

  private static X509TrustManager manager(List<X509Certificate> authorities)
      throws CertificateException {
    try {
      return Pkix.believing(authorities);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("the authorities cannot be used", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    current().checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a server is only believed where its address is known");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType);
  }

  private void checkServer(X509Certificate[] chain, String authType, String host)
      throws CertificateException {
    current().checkServerTrusted(chain, authType);
    String wanted = servers.idAt(host);
    List<String> ids = SpiffeIds.of(chain[0]);
    if (!ids.equals(List.of(wanted))) {
      throw new CertificateException("at %s is %s, not %s".formatted(host, ids, wanted));
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkServer(chain, authType, engine.getPeerHost());
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return identity.get().authorities().toArray(X509Certificate[]::new);
  }
}
