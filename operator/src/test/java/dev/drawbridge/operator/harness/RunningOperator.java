package dev.drawbridge.operator.harness;

import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.operator.classification.DataClassificationReconciler;
import dev.drawbridge.operator.collector.CollectorOptions;
import dev.drawbridge.operator.config.Options;
import dev.drawbridge.operator.config.Parts;
import dev.drawbridge.operator.control.isolation.DnsPods;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.deployment.ModelDeploymentReconciler;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.policy.GateSettings;
import dev.drawbridge.operator.policy.OpaClient;
import dev.drawbridge.operator.policy.OpaConnection;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.PolicyGate;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The operator as in production, but for Quarkus around it. */
public final class RunningOperator implements AutoCloseable {

  /** Tells its requests from those of the test, in the API server's audit log. */
  public static final String USER_AGENT = "operator-under-test";

  public static final Set<String> REQUIRED_POLICIES =
      Set.of(
          "classification-known",
          "residency",
          "storage-encryption",
          "digest-pinned",
          "ownership",
          "consumers-allowed",
          "bounded-resources");

  private final KubernetesClient client;
  private final Parts parts;
  private final Operator operator;

  private RunningOperator(KubernetesClient client, Parts parts, Operator operator) {
    this.client = client;
    this.parts = parts;
    this.operator = operator;
  }

  public static RunningOperator start(Testbed testbed) {
    return with(testbed).start();
  }

  public static Setup with(Testbed testbed) {
    return new Setup(testbed);
  }

  public Parts parts() {
    return parts;
  }

  @Override
  public void close() {
    operator.stop();
    parts.close();
    client.close();
  }

  /** What a test wants otherwise than usual. */
  public static final class Setup {

    private final Testbed testbed;
    private PolicyEngine engine;
    private GateSettings gate = gateSettings(Optional.empty());
    private PolicyGate.Listener decisions = (phase, decision) -> {};
    private Clock clock = Clock.systemUTC();
    private Duration deletionDeadline = Duration.ofMinutes(10);
    private Consumer<HttpClient.Builder> http = builder -> {};

    private Optional<CollectorOptions> collector = Optional.empty();

    private Setup(Testbed testbed) {
      this.testbed = testbed;
      this.engine = realOpa(testbed);
    }

    public Setup engine(PolicyEngine other) {
      this.engine = other;
      return this;
    }

    public Setup gate(GateSettings other) {
      this.gate = other;
      return this;
    }

    public Setup decisions(PolicyGate.Listener other) {
      this.decisions = other;
      return this;
    }

    public Setup clock(Clock other) {
      this.clock = other;
      return this;
    }

    public Setup deletionDeadline(Duration other) {
      this.deletionDeadline = other;
      return this;
    }

    /** It collects logs, as the leader does. */
    public Setup collector(CollectorOptions other) {
      this.collector = Optional.of(other);
      return this;
    }

    /** To come between the operator and the API server, by an interceptor. */
    public Setup http(Consumer<HttpClient.Builder> other) {
      this.http = other;
      return this;
    }

    public RunningOperator start() {
      KubernetesClient client = client();
      Options options =
          new Options(
              gate,
              new ClusterFact("testbed", null, "test"),
              new Surroundings(
                  DnsPods.usual(),
                  Given.DOOR_IMAGE,
                  Optional.empty(),
                  Optional.empty(),
                  Optional.of(Installation.RIGHTS)),
              new Trust("testbed", "drawbridge.internal", "drawbridge-ca"),
              Optional.empty(),
              collector,
              "operator-under-test",
              deletionDeadline);
      Parts parts = new Parts(client, engine, decisions, options, clock).start();
      Operator operator =
          new Operator(
              overrider ->
                  overrider
                      .withKubernetesClient(client)
                      .withCloseClientOnStop(false)
                      .withUseSSAToPatchPrimaryResource(true));
      operator.register(new ModelDeploymentReconciler(parts.steps(), parts.inbox()));
      operator.register(
          new DataClassificationReconciler(
              parts.cluster(), parts.classificationReport(), parts.statusWriter(), parts.inbox()));
      operator.start();
      parts.lead();
      return new RunningOperator(client, parts, operator);
    }

    private KubernetesClient client() {
      Config config =
          new ConfigBuilder(Installation.config(testbed)).withUserAgent(USER_AGENT).build();
      return new KubernetesClientBuilder()
          .withConfig(config)
          .withHttpClientBuilderConsumer(http)
          .build();
    }
  }

  public static GateSettings gateSettings(Optional<String> pinnedRevision) {
    return gateSettings(pinnedRevision, Optional.empty());
  }

  public static GateSettings gateSettings(
      Optional<String> pinnedRevision, Optional<Duration> maxAge) {
    return new GateSettings(
        REQUIRED_POLICIES,
        pinnedRevision,
        maxAge,
        true,
        Set.of("placement", "isolation", "hardening", "audit"));
  }

  public static PolicyEngine realOpa(Testbed testbed) {
    return new OpaClient(
        new OpaConnection(
            testbed.opaUrl(), testbed.opaTokenFile(), testbed.caFile(), Duration.ofSeconds(5)));
  }
}
