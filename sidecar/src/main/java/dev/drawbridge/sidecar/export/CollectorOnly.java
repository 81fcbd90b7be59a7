package dev.drawbridge.sidecar.export;

import dev.drawbridge.tls.MutualTls;
import dev.drawbridge.tls.SpiffeIds;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * Lets nobody in but the collector: by the one SPIFFE id in a certificate that is believed now, not
 * only when the connection was made.
 */
final class CollectorOnly {

  private final MutualTls tls;
  private final Supplier<String> collector;

  CollectorOnly(MutualTls tls, Supplier<String> collector) {
    this.tls = tls;
    this.collector = collector;
  }

  /** Why somebody is not let in; empty for the collector. */
  Optional<String> refusal(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      tls.requireTrusted(chain);
      List<String> ids = SpiffeIds.of((X509Certificate) chain[0]);
      return ids.equals(List.of(collector.get()))
          ? Optional.empty()
          : Optional.of("the log is for %s alone, and this is %s".formatted(collector.get(), ids));
    } catch (SSLPeerUnverifiedException | CertificateException e) {
      return Optional.of("the certificate is not believed: " + e.getMessage());
    }
  }
}
