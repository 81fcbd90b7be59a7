package dev.drawbridge.sidecar.tls;

import dev.drawbridge.tls.Pkix;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** The authorities that client certificates may come from. Also asked about live connections. */
public final class ClientTrust extends X509ExtendedTrustManager {

  private static final String ANY_KEY = "UNKNOWN"; // the key exchange plays no part for clients

  private final X509TrustManager authorities;

  private ClientTrust(X509TrustManager authorities) {
    this.authorities = authorities;
  }

  /** Trusts what these authorities have signed. */
  static ClientTrust of(Collection<X509Certificate> authorities) throws GeneralSecurityException {
    return new ClientTrust(Pkix.believing(authorities));
  }

  /**
   * Verifies a chain, validity included.
   *
   * @throws RefusedCertificateException if it is not trusted, now
   */
  public void verify(List<X509Certificate> chain) throws RefusedCertificateException {
    verify(chain.toArray(X509Certificate[]::new));
  }

  private void verify(X509Certificate[] chain) throws RefusedCertificateException {
    try {
      authorities.checkClientTrusted(chain, ANY_KEY);
    } catch (CertificateException | RuntimeException e) {
      // The JDK throws IllegalArgumentException for an empty chain, for one.
      throw new RefusedCertificateException(chain, e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    verify(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    verify(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    verify(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServers();
  }

  private static CertificateException noServers() {
    return new CertificateException("the door trusts clients, no servers");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return authorities.getAcceptedIssuers();
  }
}
