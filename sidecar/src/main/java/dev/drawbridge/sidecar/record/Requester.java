package dev.drawbridge.sidecar.record;

import dev.drawbridge.sidecar.tls.ClientCertificate;
import org.jspecify.annotations.Nullable;

/** Who is at the other end of one connection. Belongs to one event loop. */
public final class Requester {

  private final @Nullable ClientCertificate certificate;
  private final @Nullable String spiffe;
  private @Nullable String id;
  private int idEpoch = -1;

  /**
   * Takes what the handshake has shown.
   *
   * @param certificate null if there was none
   * @param spiffe null unless the certificate was verified and names one
   */
  public Requester(@Nullable ClientCertificate certificate, @Nullable String spiffe) {
    this.certificate = certificate;
    this.spiffe = spiffe;
  }

  public @Nullable ClientCertificate certificate() {
    return certificate;
  }

  public @Nullable String spiffe() {
    return spiffe;
  }

  /** The pseudonym of this epoch; null without a SPIFFE id. */
  @Nullable String id(HasherPool hashers) {
    if (spiffe != null && idEpoch != hashers.epoch()) {
      BodyHasher hasher = hashers.take();
      id = hasher.ofConsumer(spiffe);
      idEpoch = hasher.epoch();
      hashers.give(hasher);
    }
    return id;
  }
}
