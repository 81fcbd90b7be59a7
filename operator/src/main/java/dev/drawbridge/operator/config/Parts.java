package dev.drawbridge.operator.config;

import dev.drawbridge.operator.classification.ClassificationReport;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.cluster.StatusWriter;
import dev.drawbridge.operator.collector.LogCollection;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.audit.LogObservations;
import dev.drawbridge.operator.deployment.Adjudicator;
import dev.drawbridge.operator.deployment.AdmittedMemory;
import dev.drawbridge.operator.deployment.Applier;
import dev.drawbridge.operator.deployment.ApplyingWriter;
import dev.drawbridge.operator.deployment.DecisionMemory;
import dev.drawbridge.operator.deployment.Deletion;
import dev.drawbridge.operator.deployment.Events;
import dev.drawbridge.operator.deployment.FailureReport;
import dev.drawbridge.operator.deployment.Gatherer;
import dev.drawbridge.operator.deployment.Outlet;
import dev.drawbridge.operator.deployment.RepairBudget;
import dev.drawbridge.operator.deployment.Reporter;
import dev.drawbridge.operator.deployment.Serving;
import dev.drawbridge.operator.deployment.Steps;
import dev.drawbridge.operator.keys.AuditKeys;
import dev.drawbridge.operator.keys.ClusterSecrets;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.PolicyGate;
import dev.drawbridge.operator.probe.Prerequisites;
import dev.drawbridge.operator.probe.WallProbe;
import dev.drawbridge.operator.probe.WallWatch;
import dev.drawbridge.operator.probe.Walls;
import dev.drawbridge.operator.webhook.ClassificationAdmission;
import dev.drawbridge.operator.webhook.DeploymentAdmission;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** The operator put together, without any framework: the same for production and for tests. */
public final class Parts implements AutoCloseable {

  /** A changed policy reaches running deployments within this time and a call. */
  private static final Duration LOOK_AT_ENGINE = Duration.ofSeconds(2);

  /**
   * Whether a wall that fell is told within a minute hangs on this, and on a network's usual
   * delays.
   */
  private static final Duration LOOK_AT_WALLS = Duration.ofSeconds(2);

  /** A look that told nothing, for a name server that was slow, is not to cost a minute. */
  private static final Duration LOOK_FOR_PREREQUISITES = Duration.ofSeconds(20);

  private static final Duration COLLECT_LOGS = Duration.ofSeconds(1);

  /** Both together shorter than {@link Leadership}'s end. */
  private static final Duration ROUND_ENDS = Duration.ofMillis(500);

  private static final Duration VISITS_END = Duration.ofSeconds(2);

  private static final Duration WALL_PATIENCE = Duration.ofSeconds(1);

  private static final Duration FILL_CACHES = Duration.ofMinutes(2);

  private final Inbox inbox = new Inbox();
  private final Rounds rounds = new Rounds();
  private final KubernetesClient client;
  private final Options options;
  private final Clock clock;
  private final Cluster cluster;
  private final PolicyGate gate;
  private final EngineWatch engineWatch;
  private final WallProbe wallProbe = new WallProbe(WALL_PATIENCE);
  private final Walls walls;
  private final Prerequisites prerequisites;
  private final Events events;
  private final Optional<LogCollection> collection;
  private final AtomicBoolean leads = new AtomicBoolean();

  public Parts(
      KubernetesClient client,
      PolicyEngine engine,
      PolicyGate.Listener decisions,
      Options options,
      Clock clock) {
    this.client = client;
    this.options = options;
    this.clock = clock;
    this.cluster = new Cluster(client, inbox);
    this.gate = new PolicyGate(engine, options.gate(), decisions);
    this.engineWatch = new EngineWatch(gate, this::decideAllAgain, clock);
    this.walls = options.surroundings().operator().isPresent() ? watchWalls() : Walls.UNSEEN;
    this.prerequisites = Prerequisites.of(client, wallProbe, options.ownWall());
    this.events = new Events(client, options.instance(), clock);
    this.collection =
        options
            .collector()
            .map(
                wanted ->
                    new LogCollection(
                        client, cluster, wanted, new LogNews(cluster, inbox, events), clock));
  }

  private WallWatch watchWalls() {
    WallWatch watch = new WallWatch(cluster, wallProbe, inbox::deployment, clock);
    rounds.begin(LOOK_AT_WALLS, watch::round, "cannot look whether NetworkPolicies are enforced");
    return watch;
  }

  private void decideAllAgain() {
    cluster.deployments().forEach(one -> inbox.deployment(DeploymentKey.of(one)));
  }

  /** Fills the caches and asks the policy engine for the first time. */
  public Parts start() {
    cluster.start(FILL_CACHES);
    engineWatch.look();
    // Beside: what is kept out is waited for, and nothing needs to know it before it begins.
    rounds.beginNow(LOOK_FOR_PREREQUISITES, prerequisites::look, "cannot look for what is needed");
    rounds.begin(LOOK_AT_ENGINE, engineWatch::look, "cannot tell whether policy can be asked");
    return this;
  }

  /**
   * Ends all that goes on beside the reconciles. What is under way is cut off; whatever it was, it
   * can be done again.
   *
   * @return whether all of it has ended; else something may still be written
   */
  public boolean end() {
    boolean noRound = rounds.end(ROUND_ENDS);
    boolean noVisit = collection.map(logs -> logs.end(VISITS_END)).orElse(true);
    cluster.stop();
    return noRound && noVisit;
  }

  @Override
  public void close() {
    var _ = end();
  }

  public Cluster cluster() {
    return cluster;
  }

  public EngineWatch engineWatch() {
    return engineWatch;
  }

  public Prerequisites prerequisites() {
    return prerequisites;
  }

  public Inbox inbox() {
    return inbox;
  }

  public StatusWriter statusWriter() {
    return new StatusWriter(client, clock);
  }

  public Steps steps() {
    List<Control> controls = Controls.all(options.surroundings(), options.trust(), logs(), clock);
    ApplyingWriter writer = new ApplyingWriter(client);
    return new Steps(
        new Gatherer(cluster, ClusterFacts.cached(cluster, options.self()), walls, client),
        new Adjudicator(gate, new DecisionMemory(engineWatch), new AdmittedMemory(), clock),
        new Serving(
            controls,
            new Applier(writer, new RepairBudget(clock)),
            new AuditKeys(new ClusterSecrets(client), options.trust(), new SecureRandom(), clock),
            new Reporter(controls, options.trust(), clock),
            engineWatch,
            clock),
        new Outlet(statusWriter(), events, new FailureReport(clock)),
        new Deletion(cluster, writer, options.deletionDeadline(), clock));
  }

  private Optional<LogObservations> logs() {
    return collection.map(LogObservations.class::cast);
  }

  /** The collector of logs; empty where there is none. */
  public Optional<LogCollection> collection() {
    return collection;
  }

  /** From now on this replica does what only one may do. */
  public void lead() {
    if (!leads.getAndSet(true)) {
      collection.ifPresent(
          logs -> rounds.begin(COLLECT_LOGS, logs::round, "cannot collect the logs of pods"));
    }
  }

  public ClassificationReport classificationReport() {
    return new ClassificationReport(clock);
  }

  public DeploymentAdmission deploymentAdmission() {
    return new DeploymentAdmission(
        ClusterFacts.confirmed(cluster, options.self(), client), gate, client, clock);
  }

  public ClassificationAdmission classificationAdmission() {
    return new ClassificationAdmission(cluster);
  }
}
