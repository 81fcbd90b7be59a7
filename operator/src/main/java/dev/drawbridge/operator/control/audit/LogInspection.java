package dev.drawbridge.operator.control.audit;

import static dev.drawbridge.operator.status.Reason.AUDIT_KEY_OLD;
import static dev.drawbridge.operator.status.Reason.CONFIGURATION_NOT_TAKEN;
import static dev.drawbridge.operator.status.Reason.CONFIGURATION_PENDING;
import static dev.drawbridge.operator.status.Reason.CONFIGURATION_REFUSED;
import static dev.drawbridge.operator.status.Reason.LOG_FAILED;
import static dev.drawbridge.operator.status.Reason.LOG_FULL;
import static dev.drawbridge.operator.status.Reason.LOG_NOT_OBSERVED;
import static dev.drawbridge.operator.status.Reason.LOG_NOT_TRUSTED;
import static dev.drawbridge.operator.status.Reason.LOG_NOT_WITNESSED;
import static dev.drawbridge.operator.status.Reason.LOG_STALLED;
import static dev.drawbridge.operator.status.Reason.PROGRESSING;

import dev.drawbridge.api.v1alpha1.AuditUnavailable;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Judges what the collector saw of the log of a pod. What it says changes only when what it is
 * about does: a message that counted would be written at every look.
 */
final class LogInspection {

  private final LogObservations observations;
  private final Clock clock;

  LogInspection(LogObservations observations, Clock clock) {
    this.observations = observations;
    this.clock = clock;
  }

  private Optional<LogObservation> seen(Pod pod) {
    return observations
        .of(pod.getMetadata().getNamespace(), pod.getMetadata().getName())
        // A pod of that name may have been another one.
        .filter(log -> log.podUid().equals(pod.getMetadata().getUid()));
  }

  /** What speaks against the log of a pod, whichever version of the deployment it is of. */
  Optional<State> evidence(Pod pod) {
    return seen(pod).flatMap(log -> evidence(pod, log));
  }

  /** What is wrong with the log of a pod. */
  Optional<State> problem(Observation all, Pod pod) {
    return seen(pod)
        .flatMap(
            log ->
                evidence(pod, log)
                    .or(() -> silence(pod, log)) // what it said before may be over
                    .or(
                        () ->
                            Stream.of(
                                    door(all, pod, log),
                                    rhythm(pod, log),
                                    keys(pod, log),
                                    configuration(all, pod, log))
                                .flatMap(Optional::stream)
                                .reduce(State::worse)));
  }

  /**
   * Of a pod whose door is ready. What the leader before has told stays until this one could have
   * looked.
   */
  Optional<State> unseen(Observation all, Pod pod) {
    boolean stays =
        observations.haveJustBegun(clock.instant()) && all.held(ConditionType.AUDIT_ACTIVE);
    if (stays || seen(pod).isPresent()) {
      return Optional.empty();
    }
    String message =
        "The log of pod %s was not seen yet, so nobody can say whether it records. If it stays so, see the operator's log and whether a mesh or a policy keeps it from port 8447."
            .formatted(name(pod));
    return Optional.of(
        isNew(pod)
            ? new State.Pending(PROGRESSING, message)
            : new State.Unknown(LOG_NOT_OBSERVED, message));
  }

  /** The collector comes every few seconds, and not at once. */
  private boolean isNew(Pod pod) {
    String started = pod.getStatus() == null ? null : pod.getStatus().getStartTime();
    return started != null
        && Instant.parse(started).isAfter(clock.instant().minus(LogObservation.SILENCE));
  }

  /** Why logs are not copied, of the first that is not. */
  Optional<String> uncollected(Stream<Pod> pods) {
    return pods.flatMap(
            pod ->
                seen(pod).flatMap(LogObservation::uncollected).stream()
                    .map(why -> "The log of pod %s: %s".formatted(name(pod), why)))
        .findFirst();
  }

  private static Optional<State> evidence(Pod pod, LogObservation log) {
    if (log.problem().isPresent()) {
      return broken(
          LOG_NOT_TRUSTED, "The log of pod %s: %s".formatted(name(pod), log.problem().get()));
    }
    return log.sizes().witnessed() > log.sizes().checkpoint()
        ? broken(
            LOG_NOT_TRUSTED,
            "The log of pod %s has %d entries by its newest checkpoint, but %d were witnessed: entries were taken away. Keep the pod's volume and the collected copy, and look into it."
                .formatted(name(pod), log.sizes().checkpoint(), log.sizes().witnessed()))
        : Optional.empty();
  }

  private Optional<State> silence(Pod pod, LogObservation log) {
    return log.isSilent(clock.instant())
        ? unknown(
            LOG_NOT_OBSERVED,
            "The log of pod %s has not answered since %s; see whether its door runs and whether something keeps the operator from port 8447."
                .formatted(name(pod), log.times().answer()))
        : Optional.empty();
  }

  private static Optional<State> door(Observation all, Pod pod, LogObservation log) {
    DoorReport.LogState state = log.door().map(DoorReport::log).orElse(DoorReport.LogState.OPEN);
    if (state == DoorReport.LogState.FAILED) {
      return broken(
          LOG_FAILED,
          "The door of pod %s cannot record, and %s. It says: %s. Mend the disk of its node, and the door goes on by itself; or delete the pod to have another one."
              .formatted(
                  name(pod),
                  unrecorded(all),
                  log.door()
                      .map(DoorReport::problem)
                      .filter(text -> !text.isEmpty())
                      .orElse("nothing")));
    }
    return state.isFull()
        ? broken(
            LOG_FULL,
            "The log of pod %s has no room for further requests, so the door %s. If its volume or its node's disk is full, make room there, and the door goes on by itself. If the log has all that it may have, delete the pod once the collector has its log (audit_collector_lag_records is 0): another pod begins an empty log."
                .formatted(name(pod), unrecorded(all)))
        : Optional.empty();
  }

  private static String unrecorded(Observation all) {
    return all.admitted().demands().audit().onUnavailable() == AuditUnavailable.ALLOW_WITH_GAP
        ? "serves requests without a record, which the log shows as a gap"
        : "refuses requests";
  }

  private Optional<State> rhythm(Pod pod, LogObservation log) {
    Instant now = clock.instant();
    if (log.isStalled(now)) {
      return broken(
          LOG_STALLED,
          "The log of pod %s has neither grown nor shown a heartbeat since %s; see the log of its container door."
              .formatted(name(pod), log.times().checkpoint()));
    }
    return log.isUnwitnessed(now)
        ? unknown(
            LOG_NOT_WITNESSED,
            "The witness has cosigned nothing of the log of pod %s since %s, so entries could be taken away unseen; the operator's log says why, and audit_collector_problems of what kind it is."
                .formatted(name(pod), log.times().agreement()))
        : Optional.empty();
  }

  private static Optional<State> keys(Pod pod, LogObservation log) {
    return log.door()
        .map(DoorReport::keyProblem)
        .filter(problem -> !problem.isEmpty())
        .flatMap(
            problem ->
                broken(
                    AUDIT_KEY_OLD,
                    "The door of pod %s seals its records with a key of an earlier span of 90 days: %s. See whether Secret audit-kek-N of the present span is in namespace %s; a deleted one is not made again, and the next span has its own."
                        .formatted(name(pod), problem, pod.getMetadata().getNamespace())));
  }

  private Optional<State> configuration(Observation all, Pod pod, LogObservation log) {
    Optional<String> map = Configurations.of(pod.getSpec());
    String problem = log.door().map(DoorReport::configProblem).orElse("");
    if (!problem.isEmpty()) {
      return broken(
          CONFIGURATION_REFUSED,
          "The door of pod %s does not take the configuration that it was given, and goes by the one before: %s. Whoever was taken out of spec.consumers since may still ask there. See ConfigMap %s in namespace %s; if it is as the operator made it, operator and door are of versions that do not fit: see DRAWBRIDGE_SIDECAR_IMAGE."
              .formatted(
                  name(pod), problem, map.orElse("(none)"), pod.getMetadata().getNamespace()));
    }
    String inForce = log.door().map(DoorReport::configDigest).orElse("");
    return map.flatMap(name -> all.plan().find(ConfigMap.class, name))
        .map(Configurations::digest)
        .filter(wanted -> !wanted.equals(inForce))
        .map(wanted -> outdated(pod, log));
  }

  private State outdated(Pod pod, LogObservation log) {
    return log.isOutdated(clock.instant())
        ? new State.Broken(
            CONFIGURATION_NOT_TAKEN,
            "The door of pod %s has gone by an older configuration for more than five minutes, and its node should bring a new one within two. Whoever was taken out of spec.consumers since may still ask there. See whether the kubelet of node %s is well, and else delete the pod to have another one."
                .formatted(name(pod), pod.getSpec().getNodeName()))
        : new State.Pending(
            CONFIGURATION_PENDING,
            "Pod %s does not go by the newest configuration yet; a node brings it within two minutes."
                .formatted(name(pod)));
  }

  private static String name(Pod pod) {
    return pod.getMetadata().getName();
  }

  private static Optional<State> broken(Reason reason, String message) {
    return Optional.of(new State.Broken(reason, message));
  }

  private static Optional<State> unknown(Reason reason, String message) {
    return Optional.of(new State.Unknown(reason, message));
  }
}
