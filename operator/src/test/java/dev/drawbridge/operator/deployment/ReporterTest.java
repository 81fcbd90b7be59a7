package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DecisionResult;
import dev.drawbridge.api.v1alpha1.EndpointStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.fixture.Owners;
import dev.drawbridge.operator.fixture.ScriptedEngine;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.policy.EngineState;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReporterTest {

  private static final EngineState USABLE = new EngineState.Usable("r1", null);

  private final SettableClock clock = new SettableClock();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final Adjudicator adjudicator =
      new Adjudicator(
          engine.gate(), new DecisionMemory(engine.watch(clock)), new AdmittedMemory(), clock);
  private final Reporter reporter = new Reporter(Given.controls(), Given.trust(), clock);
  private final KnownCluster cluster = new KnownCluster();
  private final Observed observed = owned(Observed.labAssistant());
  private final ModelDeployment deployment = Given.labAssistant();

  @Test
  void aDeploymentThatIsWellIsReadyAndNothingElse() {
    ModelDeploymentStatus status = serving(USABLE, List.of());

    assertThat(status.conditions())
        .allSatisfy(one -> assertThat(one.status()).isEqualTo(ConditionStatus.TRUE))
        .allSatisfy(one -> assertThat(one.observedGeneration()).isEqualTo(Given.GENERATION))
        .extracting(one -> one.type())
        .containsExactlyInAnyOrder(
            "Ready",
            "Admitted",
            "PolicyEngineAvailable",
            "Isolated",
            "RegionPinned",
            "Hardened",
            "AuditActive",
            "Available",
            "RolloutComplete");
    assertThat(status.observedGeneration()).isEqualTo(Given.GENERATION);
    assertThat(status.servingNamespace()).isEqualTo(observed.plan().namespace());
    assertThat(status.endpoint())
        .isEqualTo(
            new EndpointStatus(
                "https://model.%s.svc".formatted(observed.plan().namespace()),
                "spiffe://drawbridge.internal/ns/%s/model".formatted(observed.plan().namespace()),
                "Secret consumer-NAME in namespace %s, for each consumer by its NAME"
                    .formatted(observed.plan().namespace())));
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.readyReplicas()).isEqualTo(2);
    assertThat(status.selector()).contains(Labels.DEPLOYMENT + "=lab-assistant");
    assertThat(status.admittedDigest()).isEqualTo(Given.admitted(deployment).digest());
    assertThat(Objects.requireNonNull(status.decision()).result()).isEqualTo(DecisionResult.ALLOW);
  }

  @Test
  void theSecondReportOfTheSameIsEqual() {
    deployment.setStatus(serving(USABLE, List.of()));
    clock.advance(Duration.ofHours(1));

    ModelDeploymentStatus status = serving(USABLE, List.of());

    assertThat(status).isEqualTo(deployment.getStatus());
  }

  @Test
  void anEngineThatIsAwayLeavesItReady() {
    ModelDeploymentStatus status =
        serving(new EngineState.Unusable(new Fault(Fault.Kind.UNREACHABLE, "away")), List.of());

    assertThat(is(status, ConditionType.READY)).isTrue();
    assertThat(is(status, ConditionType.POLICY_ENGINE_AVAILABLE)).isFalse();
    assertThat(reason(status, ConditionType.POLICY_ENGINE_AVAILABLE))
        .isEqualTo("WaitingForPolicyEngine");
  }

  @Test
  void aRefusedChangeShowsWhatRunsAndThatItIsRefused() {
    engine.denies();

    ModelDeploymentStatus status = serving(USABLE, List.of());

    assertThat(reason(status, ConditionType.ADMITTED)).isEqualTo("PolicyDenied");
    assertThat(reason(status, ConditionType.STALLED)).isEqualTo("PolicyDenied");
    assertThat(is(status, ConditionType.AVAILABLE)).isTrue();
    assertThat(is(status, ConditionType.ISOLATED)).isTrue();
  }

  @Test
  void aWallThatIsFoughtOverIsNotIsolation() {
    var wall = new ObjectKey("NetworkPolicy", observed.plan().namespace(), "deny-all");

    ModelDeploymentStatus status =
        serving(USABLE, List.of(new Applied.Repair(wall, Set.of("other-operator"))));

    assertThat(reason(status, ConditionType.ISOLATED)).isEqualTo("ObjectAltered");
  }

  @Test
  void whatIsContestedStallsAndNamesTheOther() {
    var wall = new ObjectKey("NetworkPolicy", "ns", "deny-all");

    ModelDeploymentStatus status =
        serving(USABLE, List.of(new Applied.Repair(wall, Set.of("other-operator"))));

    assertThat(reason(status, ConditionType.STALLED)).isEqualTo("Contested");
    assertThat(Conditions.find(status.conditions(), ConditionType.STALLED))
        .hasValueSatisfying(
            stalled -> assertThat(stalled.message()).contains("deny-all", "other-operator"));
  }

  @Test
  void whatWasNeverAdmittedIsIdle() {
    engine.denies();
    Gathered gathered = Gatherings.of(cluster, deployment);

    ModelDeploymentStatus status =
        reporter.idle(deployment, gathered, adjudicator.decide(deployment, gathered), USABLE);

    assertThat(reason(status, ConditionType.STALLED)).isEqualTo("PolicyDenied");
    assertThat(reason(status, ConditionType.AVAILABLE)).isEqualTo("NothingRuns");
    assertThat(status.servingNamespace()).isNull();
    assertThat(status.admittedDigest()).isNull();
  }

  @Test
  void anObstacleIsWhatReadySpeaksOf() {
    State taken = new State.Broken(Reason.SERVING_NAMESPACE_TAKEN, "delete it");
    Gathered free = Gatherings.of(cluster, deployment);
    Gathered gathered =
        new Gathered(
            free.facts(),
            free.live(),
            free.pods(),
            free.nodes(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(taken));

    ModelDeploymentStatus status =
        reporter.idle(deployment, gathered, adjudicator.decide(deployment, gathered), USABLE);

    assertThat(reason(status, ConditionType.READY)).isEqualTo("ServingNamespaceTaken");
    assertThat(is(status, ConditionType.ADMITTED)).isTrue();
  }

  private ModelDeploymentStatus serving(EngineState watched, List<Applied.Repair> contested) {
    Observation seen = observed.build();
    var facts = Gatherings.facts(cluster, deployment);
    Gathered gathered =
        new Gathered(
            facts,
            seen.live(),
            seen.pods(),
            seen.nodes(),
            Optional.empty(),
            Optional.of(seen.admitted()),
            Optional.empty());
    Applied applied = new Applied(seen.live(), new ArrayList<>(), contested);
    return reporter.serving(
        deployment,
        gathered,
        adjudicator.decide(deployment, gathered),
        seen.admitted(),
        new Serving.Outcome(seen.plan(), applied, watched));
  }

  private static Observed owned(Observed observed) {
    observed.live().replaceAll((key, live) -> Owners.owned(live, Owners.ours("{}")));
    return observed;
  }

  private static boolean is(ModelDeploymentStatus status, ConditionType type) {
    return Conditions.find(status.conditions(), type)
        .filter(one -> one.status() == ConditionStatus.TRUE)
        .isPresent();
  }

  private static String reason(ModelDeploymentStatus status, ConditionType type) {
    return Conditions.find(status.conditions(), type).map(one -> one.reason()).orElse("none");
  }
}
