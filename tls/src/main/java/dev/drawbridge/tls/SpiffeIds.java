package dev.drawbridge.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/** The SPIFFE ids in certificates. A certificate of ours has exactly one. */
public final class SpiffeIds {

  /** GeneralName of kind uniformResourceIdentifier (RFC 5280, section 4.2.1.6). */
  private static final int URI = 6;

  private SpiffeIds() {}

  /** All URIs that a certificate is for. */
  public static List<String> of(X509Certificate certificate) throws CertificateParsingException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    return names == null
        ? List.of()
        : names.stream()
            .filter(name -> name.get(0).equals(URI))
            .map(name -> String.valueOf(name.get(1)))
            .toList();
  }
}
