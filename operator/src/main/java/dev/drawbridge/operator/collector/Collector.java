package dev.drawbridge.operator.collector;

import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.control.audit.LogObservations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Visits the logs of all pods again and again. Somebody has to call {@link #round}, which only
 * begins visits and waits for none.
 *
 * <p>Each log has one visit at most, so the number of threads is that of the logs; how many of them
 * work at once is bounded.
 */
final class Collector implements LogObservations {

  private static final Duration SHORTEST_PACE = Duration.ofSeconds(1);

  /** More logs are visited less often each. */
  private static final int VISITS_A_SECOND = 250;

  private final ClusterView cluster;
  private final Equipment equipment;
  private final News news;
  private final Lanes lanes = new Lanes();
  private final Map<String, LogWatch> watches = new ConcurrentHashMap<>(); // by the pod's uid

  Collector(ClusterView cluster, Equipment equipment, CollectorListener listener) {
    this.cluster = cluster;
    this.equipment = equipment;
    news = new News(listener);
  }

  /** Begins the visits that are due, and takes leave of pods that are gone. */
  void round() {
    List<LogPod> pods = LogPod.of(cluster);
    Set<String> uids = pods.stream().map(LogPod::uid).collect(Collectors.toSet());
    if (watches
        .entrySet()
        .removeIf(one -> !uids.contains(one.getKey()) && takeLeave(one.getValue()))) {
      equipment.doors().keepOnly(watches.values().stream().map(LogWatch::pod).toList());
    }
    Instant now = equipment.clock().instant();
    for (LogPod pod : pods) {
      LogWatch watch =
          watches.computeIfAbsent(pod.uid(), uid -> new LogWatch(pod, equipment, news));
      watch.pod(pod);
      if (pod.ip().isPresent() && watch.schedule().begin(now)) {
        Thread.ofVirtual()
            .name("collect-" + pod.name())
            .start(() -> lanes.run(watch.schedule().isDoubtful(), () -> watch.visit(pace())));
      }
    }
  }

  /**
   * Lets no visit begin any more, and waits for the end of those that have.
   *
   * @return whether all have ended within that time
   */
  boolean end(Duration patience) {
    return lanes.close(patience);
  }

  private Duration pace() {
    Duration all = Duration.ofMillis(1000L * watches.size() / VISITS_A_SECOND);
    return all.compareTo(SHORTEST_PACE) < 0 ? SHORTEST_PACE : all;
  }

  /** True when nobody is at it any more. */
  private boolean takeLeave(LogWatch watch) {
    if (!watch.schedule().begin(Instant.MAX)) {
      return false; // the visit that is under way may be the one that sees the end
    }
    watch.ended().ifPresent(finding -> news.left(watch.pod(), finding));
    return true;
  }

  @Override
  public Optional<LogObservation> of(String namespace, String pod) {
    return watches.values().stream()
        .filter(
            watch -> watch.pod().name().equals(pod) && watch.pod().namespace().equals(namespace))
        .findFirst()
        .flatMap(LogWatch::observation);
  }

  CollectorFigures figures() {
    return news.figures();
  }

  /** All findings of logs that are being watched. */
  List<Finding> findings() {
    return watches.values().stream().map(LogWatch::finding).flatMap(Optional::stream).toList();
  }

  /** Entries that were seen in logs and are not kept yet. */
  long lag() {
    return watches.values().stream()
        .map(LogWatch::observation)
        .flatMap(Optional::stream)
        .mapToLong(one -> Math.max(0, one.sizes().entries() - one.sizes().kept()))
        .sum();
  }

  int watched() {
    return watches.size();
  }
}
