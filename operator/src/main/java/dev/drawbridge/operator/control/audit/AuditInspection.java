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

  private final PlannedDoor door;
  private final Optional<LogInspection> logs;

  AuditInspection(String doorImage, Optional<LogObservations> logs, Clock clock) {
    this.door = new PlannedDoor(doorImage);
    this.logs = logs.map(observations -> new LogInspection(observations, clock));
  }

  /**
   * The worst of all that is wrong, so that what passes does not hide what somebody must see. Of
   * what is equally bad the first: nothing hides that somebody was at a log.
   */
  State judge(Observation seen) {
    List<Pod> active = seen.activePods();
    List<Pod> pods = active.stream().filter(pod -> !seen.isSuperseded(pod)).toList();
    return Stream.of(
            logs.stream().flatMap(log -> each(active, log::evidence)),
            each(pods, pod -> withoutDoor(seen, pod)),
            withoutKeys(seen).stream(),
            objects(seen).stream(),
            withoutCertificate(seen).stream(),
            pods.isEmpty() ? pending("No pod exists yet.").stream() : Stream.<State>empty(),
            each(pods, AuditInspection::notReady),
            logs.stream().flatMap(log -> each(pods, pod -> log.problem(seen, pod))),
            logs.stream().flatMap(log -> each(pods, pod -> unseen(log, seen, pod))))
        .flatMap(Function.identity())
        .reduce(State::worse)
        .orElseGet(() -> verified(pods));
  }

  private static Optional<State> unseen(LogInspection log, Observation seen, Pod pod) {
    return notReady(pod).isPresent() ? Optional.empty() : log.unseen(seen, pod);
  }

  private State verified(List<Pod> pods) {
    String doors = "All %d pods are behind their doors".formatted(pods.size());
    if (logs.isEmpty()) {
      return new State.Holds(VERIFIED, doors + ".");
    }
    return new State.Holds(
        VERIFIED,
        doors
            + ", their logs grow, and the witness agrees with them."
            + logs.flatMap(log -> log.uncollected(pods.stream()))
                .map(why -> " Not all is collected, though. " + why)
                .orElse(""));
  }

  private static Optional<State> pending(String message) {
    return Optional.of(new State.Pending(PENDING, message));
  }

  private static Stream<State> each(List<Pod> pods, Function<Pod, Optional<State>> look) {
    return pods.stream().map(look).flatMap(Optional::stream);
  }

  private Optional<State> withoutDoor(Observation seen, Pod pod) {
    return door.isIn(pod, seen)
        ? Optional.empty()
        : Optional.of(
            new State.Broken(
                SIDECAR_MISSING,
                "Pod %s has no door, or another one than planned (image, command, arguments or environment), so nobody can say whether requests to it are recorded; delete it, and find out who made it so (a mutating webhook, perhaps)."
                    .formatted(pod.getMetadata().getName())));
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
