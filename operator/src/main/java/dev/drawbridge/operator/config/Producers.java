package dev.drawbridge.operator.config;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.classification.ClassificationReport;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.cluster.StatusWriter;
import dev.drawbridge.operator.collector.CollectorOptions;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.isolation.DnsPods;
import dev.drawbridge.operator.control.isolation.OperatorPods;
import dev.drawbridge.operator.control.isolation.OperatorRights;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.deployment.Steps;
import dev.drawbridge.operator.observability.BundleAgeGauge;
import dev.drawbridge.operator.observability.CollectionMeters;
import dev.drawbridge.operator.observability.DecisionCounter;
import dev.drawbridge.operator.observability.MeteredEngine;
import dev.drawbridge.operator.observability.PrerequisitesCheck;
import dev.drawbridge.operator.observability.ReadinessGauge;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.GateSettings;
import dev.drawbridge.operator.policy.OpaClient;
import dev.drawbridge.operator.policy.OpaConnection;
import dev.drawbridge.operator.probe.Prerequisites;
import dev.drawbridge.operator.webhook.ClassificationAdmission;
import dev.drawbridge.operator.webhook.DeploymentAdmission;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts the operator together for Quarkus. */
@Singleton
class Producers {

  /** Of a cluster without an id, in the origins of logs. */
  private static final String NAMELESS = "cluster";

  /** It stops reconciling at the usual priority. */
  private static final int AFTER_THE_FRAMEWORK = ObserverMethod.DEFAULT_PRIORITY + 500;

  private static final int LAST_CALL_MILLIS = 1_000;

  private Runnable end = () -> {};

  @Produces
  @Singleton
  Parts parts(KubernetesClient client, Settings settings, MeterRegistry registry) {
    OpaConnection opa =
        new OpaConnection(
            settings.policy().url(),
            settings.policy().tokenFile(),
            settings.policy().caFile(),
            settings.policy().deadline());
    Parts parts =
        new Parts(
            client,
            new MeteredEngine(new OpaClient(opa), registry),
            new DecisionCounter(registry),
            options(settings),
            Clock.systemUTC());
    end = () -> end(parts, client, settings);
    PrerequisitesCheck.register(parts.prerequisites(), registry);
    ReadinessGauge.register(parts.cluster(), registry);
    BundleAgeGauge.register(parts.engineWatch(), Clock.systemUTC(), registry);
    parts.collection().ifPresent(collection -> CollectionMeters.register(collection, registry));
    if (settings.leaderElection().namespace().isEmpty()) {
      parts.lead();
    }
    return parts.start();
  }

  void end(@Observes @Priority(AFTER_THE_FRAMEWORK) ShutdownEvent event) {
    end.run();
  }

  private static void end(Parts parts, KubernetesClient client, Settings settings) {
    boolean ended = parts.end();
    client.close(); // a reconcile that is under way still cannot write while somebody else leads
    settings
        .leaderElection()
        .namespace()
        .filter(namespace -> ended)
        .ifPresent(
            namespace -> {
              try (KubernetesClient last =
                  new KubernetesClientBuilder()
                      .withConfig(brief(client.getConfiguration()))
                      .build()) {
                Leadership.giveBack(last, namespace, settings.instance());
              }
            });
  }

  /** The end is not put off by an API server that does not answer. */
  private static Config brief(Config usual) {
    return new ConfigBuilder(usual)
        .withConnectionTimeout(LAST_CALL_MILLIS)
        .withRequestTimeout(LAST_CALL_MILLIS)
        .withRequestRetryBackoffLimit(0)
        .build();
  }

  private static Options options(Settings settings) {
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

  /** Null, so that the framework does without, when this replica is the only one. */
  @Produces
  @Dependent
  @Unremovable
  @Nullable LeaderElectionConfiguration leaderElection(Settings settings, Parts parts) {
    return settings
        .leaderElection()
        .namespace()
        .map(namespace -> Leadership.contest(namespace, settings.instance(), parts::lead))
        .orElse(null);
  }

  @Produces
  @Singleton
  Prerequisites prerequisites(Parts parts) {
    return parts.prerequisites();
  }

  @Produces
  @Singleton
  Cluster cluster(Parts parts) {
    return parts.cluster();
  }

  @Produces
  @Singleton
  Inbox inbox(Parts parts) {
    return parts.inbox();
  }

  @Produces
  @Singleton
  StatusWriter statusWriter(Parts parts) {
    return parts.statusWriter();
  }

  @Produces
  @Singleton
  Steps steps(Parts parts) {
    return parts.steps();
  }

  @Produces
  @Singleton
  ClassificationReport classificationReport(Parts parts) {
    return parts.classificationReport();
  }

  @Produces
  @Singleton
  EngineWatch engineWatch(Parts parts) {
    return parts.engineWatch();
  }

  @Produces
  @Singleton
  DeploymentAdmission deploymentAdmission(Parts parts) {
    return parts.deploymentAdmission();
  }

  @Produces
  @Singleton
  ClassificationAdmission classificationAdmission(Parts parts) {
    return parts.classificationAdmission();
  }
}
