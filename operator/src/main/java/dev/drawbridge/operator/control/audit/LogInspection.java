package dev.drawbridge.operator.control.audit;

import static dev.drawbridge.operator.status.Reason.CONFIGURATION_PENDING;
import static dev.drawbridge.operator.status.Reason.LOG_NOT_OBSERVED;
import static dev.drawbridge.operator.status.Reason.LOG_NOT_TRUSTED;
import static dev.drawbridge.operator.status.Reason.LOG_STALLED;

import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Judges what the collector saw of the logs. */
final class LogInspection {

  /** A log without requests has a heartbeat every minute. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final LogObservations observations;
  private final Clock clock;

  LogInspection(LogObservations observations, Clock clock) {
    this.observations = observations;
    this.clock = clock;
  }

  Optional<State> firstProblem(Observation seen, List<Pod> pods) {
    return pods.stream().map(pod -> problem(seen, pod)).flatMap(Optional::stream).findFirst();
  }

  private Optional<State> problem(Observation seen, Pod pod) {
    String name = pod.getMetadata().getName();
    Optional<LogObservation> found =
        observations
            .of(seen.plan().namespace(), name)
            // A pod of that name may have been another one.
            .filter(log -> log.podUid().equals(pod.getMetadata().getUid()));
    if (found.isEmpty()) {
      return Optional.of(
          new State.Unknown(
              LOG_NOT_OBSERVED,
              "The log of pod %s was not seen yet, so nobody can say whether it records. If it stays so, see the operator's log and whether a mesh or a policy keeps it from port 8447."
                  .formatted(name)));
    }
    return judge(seen, pod, found.get());
  }

  private Optional<State> judge(Observation seen, Pod pod, LogObservation log) {
    String name = pod.getMetadata().getName();
    Instant longAgo = clock.instant().minus(SILENCE);
    if (log.problem().isPresent()) {
      return Optional.of(
          new State.Broken(
              LOG_NOT_TRUSTED, "The log of pod %s: %s".formatted(name, log.problem().get())));
    }
    if (log.witnessedSize() > log.checkpointSize()) {
      return Optional.of(
          new State.Broken(
              LOG_NOT_TRUSTED,
              "The log of pod %s has %d entries by its newest checkpoint, but %d were witnessed: entries were taken away. Keep the pod's volume and the collected copy, and look into it."
                  .formatted(name, log.checkpointSize(), log.witnessedSize())));
    }
    if (log.seen().isBefore(longAgo)) {
      return Optional.of(
          new State.Unknown(
              LOG_NOT_OBSERVED,
              "The log of pod %s has not answered since %s; see whether its door runs and whether something keeps the operator from port 8447."
                  .formatted(name, log.seen())));
    }
    if (log.lastCheckpoint().isBefore(longAgo)) {
      return Optional.of(
          new State.Broken(
              LOG_STALLED,
              "The log of pod %s has neither grown nor shown a heartbeat since %s; see the log of its container door."
                  .formatted(name, log.lastCheckpoint())));
    }
    return configuration(seen, pod)
        .filter(wanted -> !wanted.equals(log.configDigest()))
        .map(
            wanted ->
                new State.Pending(
                    CONFIGURATION_PENDING,
                    "Pod %s does not go by the newest configuration yet; a node brings it within two minutes."
                        .formatted(name)));
  }

  /** The digest of what the pod's door must go by. */
  private static Optional<String> configuration(Observation seen, Pod pod) {
    return Configurations.of(pod.getSpec())
        .flatMap(name -> seen.plan().find(ConfigMap.class, name))
        .map(map -> map.getData().get(Configurations.FILE))
        .map(SidecarDocument::digestOf);
  }
}
