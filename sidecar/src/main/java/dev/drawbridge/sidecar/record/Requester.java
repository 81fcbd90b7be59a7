package dev.drawbridge.sidecar.record;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.EncodedText;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.tls.ClientCertificate;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of one connection; what records say of him is encoded once. Belongs to
 * one event loop.
 */
public final class Requester {

  private final ClientCertificate certificate;
  private final @Nullable String spiffe;
  private final EncodedText serial;
  private final EncodedText sha256;
  private final @Nullable EncodedText encodedSpiffe;
  private @Nullable EncodedText id;
  private int idEpoch = -1;

  /**
   * Takes what the handshake has shown.
   *
   * @param spiffe null unless the certificate, which is verified, names one
   */
  public Requester(ClientCertificate certificate, @Nullable String spiffe) {
    this.certificate = certificate;
    this.spiffe = spiffe;
    serial = EncodedText.of(certificate.serial());
    sha256 = EncodedText.of(certificate.sha256());
    encodedSpiffe = spiffe == null ? null : EncodedText.of(spiffe);
  }

  public ClientCertificate certificate() {
    return certificate;
  }

  public @Nullable String spiffe() {
    return spiffe;
  }

  /** Fills in what is known of him. */
  void fill(AuditRecord record, HasherPool hashers) {
    record.text(Field.CONSUMER_CERT_SERIAL, serial).text(Field.CONSUMER_CERT_SHA256, sha256);
    if (spiffe != null && encodedSpiffe != null) {
      record
          .text(Field.CONSUMER_ID, id(spiffe, hashers))
          .text(Field.CONSUMER_SPIFFE, encodedSpiffe);
    }
  }

  /** The pseudonym of this epoch. */
  private EncodedText id(String named, HasherPool hashers) {
    EncodedText known = id;
    if (known == null || idEpoch != hashers.epoch()) {
      BodyHasher hasher = hashers.take();
      known = EncodedText.of(hasher.ofConsumer(named));
      idEpoch = hasher.epoch();
      id = known;
      hashers.give(hasher);
    }
    return known;
  }
}
