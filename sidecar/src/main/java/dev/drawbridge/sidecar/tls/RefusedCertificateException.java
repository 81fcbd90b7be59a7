package dev.drawbridge.sidecar.tls;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** A client certificate that is not trusted, which it carries so that it can be recorded. */
public final class RefusedCertificateException extends CertificateException {
  private static final long serialVersionUID = 1;

  private static final int MAX_CAUSES = 16;

  private final transient List<X509Certificate> chain;

  RefusedCertificateException(X509Certificate[] chain, Exception cause) {
    super(cause);
    this.chain = List.of(chain);
  }

  /** What the peer showed; empty if that was nothing. */
  public Optional<ClientCertificate> certificate() {
    return chain.isEmpty() ? Optional.empty() : Optional.of(ClientCertificate.of(chain));
  }

  /** Whether it would have been trusted earlier. */
  public boolean expired() {
    return find(this, CertificateExpiredException.class).isPresent();
  }

  /** The one among the causes of a failed handshake. */
  public static Optional<RefusedCertificateException> in(Throwable failure) {
    return find(failure, RefusedCertificateException.class);
  }

  private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
    Throwable cause = failure;
    for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
    }
    return Optional.empty();
  }
}
