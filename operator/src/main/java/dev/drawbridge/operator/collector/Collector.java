package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.witness.LocalWitness;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.control.audit.LogObservations;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Visits the logs of all pods again and again. Somebody has to call {@link #round}, which only
 * begins visits and waits for none.
 *
 * <p>Each log has one visit at most, so the number of threads is that of the logs; how many of them
 * work at once is bounded, and those that failed or were slow wait among themselves.
 */
final class Collector implements LogObservations {

  private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

  private static final int AT_ONCE = 24;
  private static final int DOUBTFUL_AT_ONCE = 8;
  private static final Duration SHORTEST_PACE = Duration.ofSeconds(1);

  /** More logs are visited less often each. */
  private static final int VISITS_A_SECOND = 250;

  private final ClusterView cluster;
  private final PodLogs doors;
  private final Copies copies;
  private final WitnessMemory memory;
  private final WitnessSigner signer;
  private final Duration cosignEvery;
  private final CollectorListener listener;
  private final Clock clock;
  private final TrustedKeys keys;
  private final CollectorFigures figures = new CollectorFigures();
  private final Semaphore turns = new Semaphore(AT_ONCE, true);
  private final Semaphore doubtfulTurns = new Semaphore(DOUBTFUL_AT_ONCE, true);
  private final Map<String, Watch> watches = new ConcurrentHashMap<>(); // by the pod's uid

  Collector(
      ClusterView cluster,
      PodLogs doors,
      Copies copies,
      Cosigning cosigning,
      CollectorListener listener,
      Clock clock) {
    this.cluster = cluster;
    this.doors = doors;
    this.copies = copies;
    memory = cosigning.memory();
    signer = cosigning.signer();
    cosignEvery = cosigning.every();
    this.listener = listener;
    this.clock = clock;
    keys = new TrustedKeys(cluster);
  }

  /**
   * How it cosigns.
   *
   * @param every at least between two cosignatures of one log that grows
   */
  record Cosigning(WitnessSigner signer, WitnessMemory memory, Duration every) {}

  /** Begins the visits that are due, and takes leave of pods that are gone. */
  void round() {
    List<LogPod> pods = LogPod.of(cluster);
    Set<String> uids = pods.stream().map(LogPod::uid).collect(Collectors.toSet());
    watches.entrySet().removeIf(one -> !uids.contains(one.getKey()) && takeLeave(one.getValue()));
    Instant now = clock.instant();
    for (LogPod pod : pods) {
      Watch watch = watches.computeIfAbsent(pod.uid(), uid -> new Watch(pod));
      watch.pod = pod;
      if (pod.ip().isPresent() && watch.schedule.begin(now)) {
        Thread.ofVirtual().name("collect-" + pod.name()).start(() -> visit(watch));
      }
    }
  }

  private void visit(Watch watch) {
    Semaphore lane = watch.schedule.isDoubtful() ? doubtfulTurns : turns;
    try {
      lane.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      watch.visit();
    } catch (RuntimeException e) {
      LOG.error("cannot collect the log of pod {}; trying again", watch.pod.name(), e);
      watch.schedule.failed(clock.instant());
    } finally {
      lane.release();
    }
  }

  private Duration pace() {
    Duration all = Duration.ofMillis(1000L * watches.size() / VISITS_A_SECOND);
    return all.compareTo(SHORTEST_PACE) < 0 ? SHORTEST_PACE : all;
  }

  /** True when nobody is at it any more. */
  private boolean takeLeave(Watch watch) {
    if (!watch.schedule.begin(Instant.MAX)) {
      return false; // the visit that is under way may be the one that sees the end
    }
    watch
        .ended()
        .ifPresent(
            finding -> {
              figures.found(finding.problem());
              LOG.warn("log of pod {}: {}", watch.pod.name(), finding.message());
              listener.found(watch.pod.deployment(), watch.pod.name(), finding);
            });
    return true;
  }

  @Override
  public Optional<LogObservation> of(String namespace, String pod) {
    return watches.values().stream()
        .filter(watch -> watch.pod.name().equals(pod) && watch.pod.namespace().equals(namespace))
        .findFirst()
        .flatMap(watch -> watch.log)
        .flatMap(WatchedLog::observation);
  }

  CollectorFigures figures() {
    return figures;
  }

  /** All findings of logs that are being watched. */
  List<Finding> findings() {
    return watches.values().stream().map(watch -> watch.finding).flatMap(Optional::stream).toList();
  }

  /** Entries that were seen in logs and are not kept yet. */
  long lag() {
    return observations().stream()
        .mapToLong(one -> Math.max(0, one.entries() - one.acknowledged()))
        .sum();
  }

  int watched() {
    return watches.size();
  }

  private List<LogObservation> observations() {
    return watches.values().stream()
        .map(watch -> watch.log.flatMap(WatchedLog::observation))
        .flatMap(Optional::stream)
        .toList();
  }

  /** A pod, and its log once its key is known. */
  private final class Watch {

    private final Schedule schedule = new Schedule();
    private volatile LogPod pod;
    private volatile Optional<WatchedLog> log = Optional.empty();
    private volatile Optional<Finding> finding = Optional.empty();
    private Instant answeredAt = Instant.EPOCH;

    Watch(LogPod pod) {
      this.pod = pod;
    }

    void visit() {
      LogPod visited = pod;
      Instant began = clock.instant();
      try {
        WatchedLog of = log();
        boolean more = new Visit(visited, of, doors.of(visited), copies, cosignEvery, began).run();
        answeredAt = clock.instant();
        settle(visited, Optional.empty());
        schedule.done(began, clock.instant(), more ? Duration.ZERO : pace());
      } catch (FoundException e) {
        answeredAt = clock.instant();
        settle(visited, Optional.of(e.finding()));
        schedule.failed(clock.instant());
      } catch (IOException e) {
        settle(
            visited,
            Optional.of(
                new Finding(
                    Problem.UNREACHABLE,
                    "%s. See whether its door runs, and whether something keeps the operator from port 8447."
                        .formatted(e.getMessage()))));
        schedule.failed(clock.instant());
      }
    }

    private WatchedLog log() throws FoundException, IOException {
      Optional<WatchedLog> known = log;
      if (known.isPresent()) {
        return known.get();
      }
      VerifierKey key =
          keys.of(pod)
              .orElseThrow(
                  () ->
                      new FoundException(
                          Problem.NO_KEY, "They are made with the serving namespace; wait."));
      LocalWitness witness = new LocalWitness(signer, memory, Map.of(key.name(), key), clock);
      WatchedLog made = new WatchedLog(key, witness, copies.of(key.name()));
      log = Optional.of(made);
      return made;
    }

    private void settle(LogPod visited, Optional<Finding> now) {
      Optional<Finding> before = finding;
      finding = now;
      Optional<WatchedLog> of = log;
      Optional<LogObservation> shownBefore = of.flatMap(WatchedLog::observation);
      of.ifPresent(one -> one.show(visited, now, answeredAt));
      tellChange(visited, before, now);
      if (!essence(shownBefore).equals(essence(of.flatMap(WatchedLog::observation)))) {
        listener.changed(visited.deployment());
      }
    }

    private void tellChange(LogPod visited, Optional<Finding> before, Optional<Finding> now) {
      if (before.map(Finding::problem).equals(now.map(Finding::problem))) {
        return;
      }
      now.ifPresentOrElse(
          found -> {
            figures.found(found.problem());
            if (found.problem().ofTheLog()) {
              LOG.warn("log of pod {}: {}", visited.name(), found.message());
            } else {
              LOG.info("log of pod {}: {}", visited.name(), found.message());
            }
          },
          () -> LOG.info("log of pod {}: collected again", visited.name()));
    }

    /** What makes somebody look at the deployment again. */
    private List<Object> essence(Optional<LogObservation> observation) {
      return observation
          .<List<Object>>map(
              one ->
                  List.of(one.problem(), one.configDigest(), one.witnessedSize() > 0, one.podUid()))
          .orElse(List.of());
    }

    /** What is wrong with what is left of the log. */
    Optional<Finding> ended() {
      Optional<WatchedLog> of = log;
      if (of.isEmpty() || of.get().checkpointSize() == 0 || of.get().isClosed()) {
        return Optional.empty();
      }
      return Optional.of(
          new Finding(
              Problem.NOT_CLOSED,
              "%d entries of %d are kept; nobody can say whether there were more. After a lost node or a forced deletion that is to be expected; otherwise find out how the pod ended."
                  .formatted(of.get().kept(), of.get().checkpointSize())));
    }
  }
}
