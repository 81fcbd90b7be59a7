package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.collector.CollectorOptions;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.isolation.DnsPods;
import dev.drawbridge.operator.control.isolation.OperatorPods;
import dev.drawbridge.operator.control.isolation.OperatorRights;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.policy.GateSettings;
import dev.drawbridge.operator.probe.Prerequisites;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the operator goes by, from what Quarkus has read. */
final class ReadSettings {

  /** Of a cluster without an id, in the origins of logs. */
  private static final String NAMELESS = "cluster";

  private ReadSettings() {}

  /**
   * All of it.
   *
   * @throws IllegalStateException if something is not set that belongs to what is; it names the
   *     variable
   * @throws IllegalArgumentException if an address is none
   */
  static Options options(Settings settings) {
    Surroundings surroundings =
        new Surroundings(
            new DnsPods(settings.dns().namespace(), settings.dns().labels()),
            settings.sidecar().image(),
            settings
                .pods()
                .namespace()
                .map(namespace -> new OperatorPods(namespace, settings.pods().labels())),
            settings.monitoring().namespace(),
            rights(settings.rights()));
    Trust trust =
        new Trust(
            settings.cluster().id().orElse(NAMELESS),
            settings.trust().domain(),
            settings.trust().issuer());
    return new Options(
        new GateSettings(
            settings.policy().required(),
            settings.policy().pinnedRevision(),
            settings.policy().maxAge(),
            settings.policy().requireDecisionId(),
            Controls.all(surroundings, trust, Optional.empty(), Clock.systemUTC()).stream()
                .map(Control::obligation)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet())),
        new ClusterFact(
            settings.cluster().id().orElse(null),
            settings.cluster().region().orElse(null),
            settings.cluster().environment().orElse(null)),
        surroundings,
        trust,
        ownWall(settings.ownWall()),
        settings.collector().directory().map(folder -> collector(folder, settings, trust)),
        settings.instance(),
        settings.deletion().deadline());
  }

  private static CollectorOptions collector(Path folder, Settings settings, Trust trust) {
    Settings.Collector set = settings.collector();
    return new CollectorOptions(
        folder,
        set.quota(),
        set.certificates(),
        set.witness(),
        needed(settings.pods().namespace(), "DRAWBRIDGE_PODS_NAMESPACE"),
        trust.domain(),
        trust.cluster() + "/witness",
        set.cosignEvery(),
        Drawbridge.LOG_PORT);
  }

  private static Optional<OperatorRights> rights(Settings.Rights set) {
    if (set.clusterRole().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OperatorRights(
            set.clusterRole().get(),
            needed(set.namespace(), "DRAWBRIDGE_RIGHTS_NAMESPACE"),
            needed(set.serviceAccount(), "DRAWBRIDGE_RIGHTS_SERVICE_ACCOUNT")));
  }

  private static Optional<Prerequisites.OwnWall> ownWall(Settings.OwnWall set) {
    return set.permitted()
        .map(
            permitted ->
                new Prerequisites.OwnWall(
                    address(permitted, "DRAWBRIDGE_OWN_WALL_PERMITTED"),
                    address(
                        needed(set.forbidden(), "DRAWBRIDGE_OWN_WALL_FORBIDDEN"),
                        "DRAWBRIDGE_OWN_WALL_FORBIDDEN")));
  }

  private static InetSocketAddress address(String text, String variable) {
    URI uri = URI.create("tcp://" + text);
    if (uri.getHost() == null || uri.getPort() < 1) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be HOST:PORT".formatted(variable, text));
    }
    return InetSocketAddress.createUnresolved(uri.getHost(), uri.getPort());
  }

  private static String needed(Optional<String> setting, String variable) {
    return setting.orElseThrow(
        () ->
            new IllegalStateException(
                variable + " is not set, but what belongs to it is; see docs/operations.md"));
  }
}
