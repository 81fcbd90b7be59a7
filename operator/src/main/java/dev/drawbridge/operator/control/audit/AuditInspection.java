package dev.drawbridge.operator.control.audit;

import static dev.drawbridge.operator.status.Reason.AUDIT_KEYS_LOST;
import static dev.drawbridge.operator.status.Reason.CERTIFICATE_PENDING;
import static dev.drawbridge.operator.status.Reason.OBJECT_ALTERED;
import static dev.drawbridge.operator.status.Reason.OBJECT_MISSING;
import static dev.drawbridge.operator.status.Reason.PENDING;
import static dev.drawbridge.operator.status.Reason.PROGRESSING;
import static dev.drawbridge.operator.status.Reason.SIDECAR_MISSING;
import static dev.drawbridge.operator.status.Reason.VERIFIED;

import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.State;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.certmanager.api.model.v1.CertificateCondition;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Judges whether every request to every pod passes the door and is recorded. */
final class AuditInspection {

  private static final String DIGEST = "@sha256:";

  private final String doorImage;
  private final Optional<LogInspection> logs;

  AuditInspection(String doorImage, Optional<LogObservations> logs, Clock clock) {
    this.doorImage = doorImage;
    this.logs = logs.map(observations -> new LogInspection(observations, clock));
  }

  State judge(Observation seen) {
    List<Pod> pods = seen.activePods().stream().filter(pod -> !seen.isSuperseded(pod)).toList();
    return Stream.<Function<Observation, Optional<State>>>of(
            all -> first(pods, this::withoutDoor),
            AuditInspection::withoutKeys,
            AuditInspection::objects,
            AuditInspection::withoutCertificate,
            all -> pods.isEmpty() ? pending("No pod exists yet.") : Optional.empty(),
            all -> first(pods, AuditInspection::notReady),
            all -> logs.flatMap(inspection -> inspection.firstProblem(all, pods)))
        .map(look -> look.apply(seen))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> verified(pods.size()));
  }

  private State verified(int pods) {
    return new State.Holds(
        VERIFIED,
        "All %d pods are behind their doors%s."
            .formatted(
                pods,
                logs.isPresent()
                    ? ", and their logs grow, are collected and agree with the witness"
                    : ""));
  }

  private static Optional<State> pending(String message) {
    return Optional.of(new State.Pending(PENDING, message));
  }

  private static Optional<State> first(List<Pod> pods, Function<Pod, Optional<State>> look) {
    return pods.stream().map(look).flatMap(Optional::stream).findFirst();
  }

  private Optional<State> withoutDoor(Pod pod) {
    return pod.getSpec().getInitContainers().stream().anyMatch(this::isDoor)
        ? Optional.empty()
        : Optional.of(
            new State.Broken(
                SIDECAR_MISSING,
                "Pod %s has no door, or another one than planned, so requests to it are not recorded; delete it, and find out who made it so (a mutating webhook, perhaps)."
                    .formatted(pod.getMetadata().getName())));
  }

  /** A mirror may rewrite where the bytes come from, but not which they are. */
  private boolean isDoor(Container container) {
    return container.getName().equals(ServingNames.DOOR)
        && container.getImage().endsWith(doorImage.substring(doorImage.indexOf(DIGEST)));
  }

  private static Optional<State> notReady(Pod pod) {
    boolean ready =
        pod.getStatus() != null
            && pod.getStatus().getInitContainerStatuses().stream()
                .filter(status -> status.getName().equals(ServingNames.DOOR))
                .anyMatch(AuditInspection::isReady);
    return ready
        ? Optional.empty()
        : Optional.of(
            new State.Pending(
                PROGRESSING,
                "The door of pod %s is not ready yet. If it stays so, see kubectl describe pod and the log of container %s in namespace %s."
                    .formatted(
                        pod.getMetadata().getName(),
                        ServingNames.DOOR,
                        pod.getMetadata().getNamespace())));
  }

  private static boolean isReady(ContainerStatus status) {
    return Boolean.TRUE.equals(status.getReady());
  }

  private static Optional<State> withoutKeys(Observation seen) {
    Optional<KeyRecord> keys =
        seen.find(ConfigMap.class, ServingNames.AUDIT_KEYS).flatMap(KeyRecord::read);
    if (keys.isEmpty()) {
      return pending("The log's keys are being made.");
    }
    return switch (keys.get().state()) {
      case MADE -> Optional.empty();
      case INTENDED -> pending("The log's keys are being made.");
      case LOST ->
          Optional.of(
              new State.Broken(
                  AUDIT_KEYS_LOST,
                  "Namespace %1$s has a Secret %2$s whose public part nobody knows any more, as somebody deleted ConfigMap %2$s; nobody could tell whether the logs are genuine. Delete both with ClusterRole drawbridge-break-glass and an administrator's right to delete Secrets, then the pods."
                      .formatted(seen.plan().namespace(), ServingNames.AUDIT_KEYS)));
    };
  }

  private static Stream<HasMetadata> planned(Observation seen) {
    return seen.plan().objects().stream()
        .filter(
            one ->
                one instanceof Certificate
                    || (one instanceof ConfigMap
                        && one.getMetadata().getName().startsWith(ServingNames.SIDECAR)));
  }

  private static Optional<State> objects(Observation seen) {
    return planned(seen)
        .map(ObjectKey::of)
        .map(key -> missingOrAltered(seen, key))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<State> missingOrAltered(Observation seen, ObjectKey key) {
    if (!seen.live().containsKey(key)) {
      return Optional.of(
          new State.Pending(OBJECT_MISSING, key + " does not exist; it is being made."));
    }
    return seen.altered().contains(key)
        ? Optional.of(
            new State.Pending(
                OBJECT_ALTERED, key + " was changed by somebody else; it is being repaired."))
        : Optional.empty();
  }

  private static Optional<State> withoutCertificate(Observation seen) {
    return planned(seen)
        .filter(Certificate.class::isInstance)
        .flatMap(one -> seen.find(Certificate.class, one.getMetadata().getName()).stream())
        .filter(
            certificate -> ready(certificate).filter(c -> "True".equals(c.getStatus())).isEmpty())
        .findFirst()
        .map(
            certificate ->
                new State.Pending(
                    CERTIFICATE_PENDING,
                    "Certificate %s is not issued yet%s. If it stays so, see kubectl describe certificate,certificaterequest -n %s."
                        .formatted(
                            certificate.getMetadata().getName(),
                            ready(certificate)
                                .map(condition -> ": " + condition.getMessage())
                                .orElse(""),
                            seen.plan().namespace())));
  }

  private static Optional<CertificateCondition> ready(Certificate certificate) {
    return certificate.getStatus() == null
        ? Optional.empty()
        : certificate.getStatus().getConditions().stream()
            .filter(condition -> "Ready".equals(condition.getType()))
            .findFirst();
  }
}
