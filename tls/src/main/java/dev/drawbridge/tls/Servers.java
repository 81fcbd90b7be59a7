package dev.drawbridge.tls;

import java.security.cert.CertificateException;

/** Who should be at which address. */
@FunctionalInterface
public interface Servers {

  /**
   * The SPIFFE id that a server must have.
   *
   * @param host as it was asked for
   * @throws CertificateException if nobody should be there
   */
  String idAt(String host) throws CertificateException;
}
