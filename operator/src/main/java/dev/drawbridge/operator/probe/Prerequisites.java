package dev.drawbridge.operator.probe;

import dev.drawbridge.operator.probe.Prerequisite.Presence;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what the installation needs, at the start and now and then, and says when something is
 * missing. Nothing stops because of it.
 */
public final class Prerequisites {

  private static final Logger LOG = LoggerFactory.getLogger(Prerequisites.class);

  private final List<Prerequisite> all;
  private final Map<String, Presence> seen = new ConcurrentHashMap<>();

  public Prerequisites(List<Prerequisite> all) {
    this.all = List.copyOf(all);
  }

  /**
   * Those of this version.
   *
   * @param ownWall two ports of this installation's OPA, of which the operator may use only the
   *     first; empty where the operator runs outside of the cluster
   */
  public static Prerequisites of(
      KubernetesClient client, WallProbe probe, Optional<OwnWall> ownWall) {
    Prerequisite certManager =
        new Prerequisite(
            "cert-manager",
            "install cert-manager 1.21 or newer: the certificates of webhook, OPA and consumers come from it",
            true,
            () -> certManager(client));
    Stream<Prerequisite> networkPolicies =
        ownWall.stream()
            .map(
                wall ->
                    new Prerequisite(
                        "network-policies",
                        "install a network plugin that enforces NetworkPolicies, or mend its agents: without them every model is open to the whole cluster",
                        false,
                        () -> enforced(probe, wall)));
    return new Prerequisites(Stream.concat(Stream.of(certManager), networkPolicies).toList());
  }

  /** Two addresses behind one of our own NetworkPolicies. */
  public record OwnWall(InetSocketAddress permitted, InetSocketAddress forbidden) {}

  private static Presence certManager(KubernetesClient client) {
    try {
      return client.getApiGroup("cert-manager.io") == null ? Presence.MISSING : Presence.PRESENT;
    } catch (KubernetesClientException e) {
      return Presence.UNKNOWN;
    }
  }

  private static Presence enforced(WallProbe probe, OwnWall wall) {
    return switch (probe.look(resolved(wall.permitted()), resolved(wall.forbidden()))) {
      case CLOSED -> Presence.PRESENT;
      case OPEN -> Presence.MISSING;
      case SILENT, UNTRIED -> Presence.UNKNOWN;
    };
  }

  /** Anew each time: the name may not have been known when the operator started. */
  private static InetSocketAddress resolved(InetSocketAddress address) {
    return new InetSocketAddress(address.getHostString(), address.getPort());
  }

  public void look() {
    for (Prerequisite one : all) {
      Presence before = seen.getOrDefault(one.name(), Presence.UNKNOWN);
      if (before == Presence.PRESENT && one.lasts()) {
        continue;
      }
      Presence now = one.look().now();
      seen.put(one.name(), now);
      if (now != before && now == Presence.MISSING) {
        LOG.warn("{} is missing: {}", one.name(), one.advice());
      } else if (before == Presence.MISSING) {
        LOG.info("{}: {}", one.name(), now);
      }
    }
  }

  /** In their order, with what was seen of them last. */
  public Map<Prerequisite, Presence> seen() {
    Map<Prerequisite, Presence> inOrder = new LinkedHashMap<>();
    all.forEach(one -> inOrder.put(one, seen.getOrDefault(one.name(), Presence.UNKNOWN)));
    return inOrder;
  }
}
