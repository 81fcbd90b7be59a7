package dev.drawbridge.operator.control.audit;

import dev.drawbridge.api.v1alpha1.Consumer;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.CanonicalDuration;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.plan.Trust;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateBuilder;
import java.util.List;
import java.util.stream.Stream;

/** The certificates of the door and of each consumer, which cert-manager makes and renews. */
final class Certificates {

  /** The door takes a new one by itself, so it has one for a week. */
  private static final Lifetime OF_DOOR = new Lifetime(168, 56);

  /** Those are handed over by people. */
  private static final Lifetime OF_CONSUMER = new Lifetime(720, 240);

  private static final int BITS = 256;

  private record Lifetime(int hours, int renewBefore) {}

  private final Trust trust;

  Certificates(Trust trust) {
    this.trust = trust;
  }

  List<Certificate> of(Admitted admitted, PlanDraft draft) {
    return Stream.concat(
            Stream.of(door(draft)),
            admitted.spec().consumers().stream().map(consumer -> consumer(consumer, draft)))
        .toList();
  }

  private Certificate door(PlanDraft draft) {
    String host = ServingNames.MODEL + "." + draft.namespace();
    return signed(ServingNames.MODEL, ServingNames.MODEL_TLS, OF_DOOR, draft)
        .editSpec()
        .withDnsNames(host + ".svc", host + ".svc.cluster.local", host)
        .withUris(trust.server(draft.namespace()))
        .withUsages("digital signature", "server auth")
        .endSpec()
        .build();
  }

  private Certificate consumer(Consumer consumer, PlanDraft draft) {
    String name = ServingNames.CONSUMER + consumer.name();
    return signed(name, name, OF_CONSUMER, draft)
        .editSpec()
        .withUris(trust.consumer(consumer))
        .withUsages("digital signature", "client auth")
        .endSpec()
        .build();
  }

  private CertificateBuilder signed(
      String name, String secret, Lifetime lifetime, PlanDraft draft) {
    return new CertificateBuilder()
        .withMetadata(draft.metadata(name))
        .withNewSpec()
        .withSecretName(secret)
        .withDuration(CanonicalDuration.hours(lifetime.hours()))
        .withRenewBefore(CanonicalDuration.hours(lifetime.renewBefore()))
        .withNewPrivateKey()
        .withAlgorithm("ECDSA")
        .withEncoding("PKCS8") // which the door reads; cert-manager would write another form
        .withSize(BITS)
        .withRotationPolicy("Always")
        .endPrivateKey()
        .withNewIssuerRef()
        .withGroup("cert-manager.io")
        .withKind("ClusterIssuer")
        .withName(trust.issuer())
        .endIssuerRef()
        .endSpec();
  }
}
