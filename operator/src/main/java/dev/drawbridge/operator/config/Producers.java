package dev.drawbridge.operator.config;

import dev.drawbridge.operator.classification.ClassificationReport;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.cluster.StatusWriter;
import dev.drawbridge.operator.deployment.Steps;
import dev.drawbridge.operator.observability.BundleAgeGauge;
import dev.drawbridge.operator.observability.CollectionMeters;
import dev.drawbridge.operator.observability.DecisionCounter;
import dev.drawbridge.operator.observability.MeteredEngine;
import dev.drawbridge.operator.observability.PrerequisitesCheck;
import dev.drawbridge.operator.observability.ReadinessGauge;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.OpaClient;
import dev.drawbridge.operator.policy.OpaConnection;
import dev.drawbridge.operator.probe.Prerequisites;
import dev.drawbridge.operator.webhook.ClassificationAdmission;
import dev.drawbridge.operator.webhook.DeploymentAdmission;
import io.fabric8.kubernetes.client.KubernetesClient;
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
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Puts the operator together for Quarkus. */
@Singleton
class Producers {

  /** It stops reconciling at the usual priority. */
  private static final int AFTER_THE_FRAMEWORK = ObserverMethod.DEFAULT_PRIORITY + 500;

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
            ReadSettings.options(settings),
            Clock.systemUTC());
    end =
        new OrderlyEnd(
            parts::end, client, settings.leaderElection().namespace(), settings.instance());
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
