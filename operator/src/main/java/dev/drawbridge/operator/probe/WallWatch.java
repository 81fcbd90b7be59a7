package dev.drawbridge.operator.probe;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.WallState;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.Pod;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Looks at every deployment that is being looked after, again and again, and says when what is seen
 * has changed. Somebody has to call {@link #round}.
 */
public final class WallWatch implements Walls {

  /** A network plugin may need a moment until it stops packets to a pod that is new. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  /** For as long as this a pod that does not answer is taken to be about to. */
  private static final Duration DOUBT = Duration.ofSeconds(60);

  /** Between two looks while all is well. */
  private static final Duration REST = Duration.ofSeconds(20);

  /**
   * What is told of one deployment.
   *
   * @param confirmed when that was last seen
   * @param open since when it is seen to be open, if it is
   */
  private record Sight(WallState told, Instant confirmed, Optional<Instant> open) {

    static final Sight NONE = new Sight(WallState.UNTRIED, Instant.EPOCH, Optional.empty());

    boolean isDue(Instant now) {
      return told != WallState.CLOSED || open.isPresent() || !now.isBefore(confirmed.plus(REST));
    }

    /** Nobody is alarmed by a moment's opening, nor by a pod that restarts. */
    Sight after(WallState seen, Instant now) {
      return switch (seen) {
        case CLOSED -> new Sight(seen, now, Optional.empty());
        case OPEN -> {
          Instant since = open.orElse(now);
          yield now.isBefore(since.plus(MOMENT))
              ? new Sight(told, confirmed, Optional.of(since))
              : new Sight(seen, now, Optional.of(since));
        }
        case SILENT, UNTRIED ->
            now.isBefore(confirmed.plus(DOUBT))
                ? new Sight(told, confirmed, Optional.empty())
                : new Sight(seen, confirmed, Optional.empty());
      };
    }
  }

  private final Map<DeploymentKey, Sight> sights = new ConcurrentHashMap<>();
  private final ClusterView cluster;
  private final WallProbe probe;
  private final Consumer<DeploymentKey> onChange;
  private final Clock clock;

  /**
   * Makes a watch that has seen nothing yet.
   *
   * @param onChange called when something else is to be told of a deployment
   */
  public WallWatch(
      ClusterView cluster, WallProbe probe, Consumer<DeploymentKey> onChange, Clock clock) {
    this.cluster = cluster;
    this.probe = probe;
    this.onChange = onChange;
    this.clock = clock;
  }

  @Override
  public Optional<WallState> around(DeploymentKey deployment) {
    return Optional.of(sights.computeIfAbsent(deployment, d -> Sight.NONE).told());
  }

  @Override
  public void forget(DeploymentKey deployment) {
    sights.remove(deployment);
  }

  /** Looks at the pods of each deployment that is due. */
  public void round() {
    Instant now = clock.instant();
    List<Thread> looks =
        sights.entrySet().stream()
            .filter(entry -> entry.getValue().isDue(now))
            .map(Map.Entry::getKey)
            .map(deployment -> Thread.startVirtualThread(() -> look(deployment)))
            .toList();
    for (Thread look : looks) {
      try {
        look.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private void look(DeploymentKey deployment) {
    // One pod in the open is enough: its node may be the only one that enforces nothing.
    WallState seen =
        cluster.pods(ServingNames.namespace(deployment)).stream()
            .filter(WallWatch::isReady)
            .map(pod -> CompletableFuture.supplyAsync(() -> look(pod), Thread::startVirtualThread))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .max(Comparator.naturalOrder())
            .orElse(WallState.UNTRIED);
    Instant now = clock.instant();
    Sight before = sights.get(deployment);
    Sight after = sights.computeIfPresent(deployment, (d, last) -> last.after(seen, now));
    if (before != null && after != null && before.told() != after.told()) {
      onChange.accept(deployment);
    }
  }

  private WallState look(Pod pod) {
    String ip = pod.getStatus().getPodIP();
    return probe.look(
        new InetSocketAddress(ip, Drawbridge.HEALTH_PORT),
        new InetSocketAddress(ip, Drawbridge.TRIPWIRE_PORT));
  }

  private static boolean isReady(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() == null
        && pod.getStatus() != null
        && pod.getStatus().getPodIP() != null
        && pod.getStatus().getConditions().stream()
            .anyMatch(one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
  }
}
