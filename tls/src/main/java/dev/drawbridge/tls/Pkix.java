package dev.drawbridge.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** The JDK's check of certificate paths (RFC 5280), with authorities of our own and no others. */
public final class Pkix {

  private Pkix() {}

  /**
   * Believes what these authorities have signed.
   *
   * @throws GeneralSecurityException if there is none among them
   */
  public static X509TrustManager believing(Collection<X509Certificate> authorities)
      throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry("authority-" + count++, authority);
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      for (TrustManager manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager trust) {
          return trust;
        }
      }
      throw new IllegalStateException("PKIX is about X.509");
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store is not read from anywhere", e);
    }
  }
}
