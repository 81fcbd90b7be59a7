package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.ScriptedEngine;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.PlacementPin;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdjudicatorTest {

  private final SettableClock clock = new SettableClock();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final KnownCluster cluster = new KnownCluster();
  private final Adjudicator adjudicator =
      new Adjudicator(
          engine.gate(), new DecisionMemory(engine.watch(clock)), new AdmittedMemory(), clock);

  private final ModelDeployment deployment = Given.labAssistant();
  private final Admitted inForce = Given.admitted(Given.labAssistant());

  @Test
  void whatPolicyAllowsIsServed() {
    Verdict verdict = adjudicator.decide(deployment, Gatherings.of(cluster, deployment));

    assertThat(verdict.serve()).contains(admittedBy("decision-1", "r1"));
    assertThat(verdict.admission())
        .isEqualTo(
            new State.Holds(Reason.ADMITTED, "Admitted by policies r1 as class confidential."));
  }

  private Admitted admittedBy(String decision, String policies) {
    Admitted given = Given.admitted(deployment);
    return new Admitted(
        given.key(),
        given.spec(),
        given.classification(),
        given.pin(),
        given.demands(),
        new Admitted.Grounds(
            deployment.getMetadata().getUid(), Given.GENERATION, decision, policies));
  }

  /** Else each decision would configure all doors anew. */
  @Test
  void theSameAnswerOfTheSamePoliciesLeavesTheRecordAsItIs() {
    Admitted before = admittedBy("an earlier decision", "r1");

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(before)));

    assertThat(verdict.serve()).contains(before);
  }

  /** Else an autoscaler would. */
  @Test
  void anotherNumberOfReplicasStandsOnTheSameGrounds() {
    Admitted before = admittedBy("an earlier decision", "r1");
    ModelDeployment scaled = laterGeneration(scaledTo(3));

    Optional<Admitted> now =
        adjudicator.decide(scaled, Gatherings.of(cluster, scaled, Optional.of(before))).serve();

    assertThat(now.map(Admitted::spec)).contains(scaled.getSpec());
    assertThat(now.map(Admitted::grounds)).contains(before.grounds());
  }

  @Test
  void anyOtherChangeHasGroundsOfItsOwn() {
    Admitted before = admittedBy("an earlier decision", "r1");
    ModelDeployment changed =
        laterGeneration(
            Samples.edited(
                scaledTo(3), yaml -> yaml.replace("name: \"chatbot\"", "name: \"robot\"")));
    assertThat(changed.getSpec().consumers()).isNotEqualTo(deployment.getSpec().consumers());

    Optional<Admitted> now =
        adjudicator.decide(changed, Gatherings.of(cluster, changed, Optional.of(before))).serve();

    assertThat(now.map(Admitted::grounds))
        .contains(new Admitted.Grounds(before.grounds().uid(), 8, "decision-1", "r1"));
  }

  private ModelDeployment scaledTo(int replicas) {
    return Samples.edited(deployment, yaml -> yaml.replace("replicas: 2", "replicas: " + replicas));
  }

  private static ModelDeployment laterGeneration(ModelDeployment deployment) {
    deployment.getMetadata().setGeneration(8L);
    return deployment;
  }

  @Test
  void recordsNameThePoliciesThatAreInForce() {
    Admitted before = admittedBy("an earlier decision", "r0");

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(before)));

    assertThat(verdict.serve()).contains(admittedBy("decision-1", "r1"));
  }

  @Test
  void whatPolicyDemandsNarrowsThePlacement() {
    engine.demandsRegions("eu-central-1", "de-frankfurt");
    ModelDeployment anywhere = Given.publicDemo();

    Verdict verdict = adjudicator.decide(anywhere, Gatherings.of(cluster, anywhere));

    assertThat(verdict.serve().map(Admitted::pin))
        .contains(new PlacementPin(List.of("de-frankfurt", "eu-central-1"), false));
  }

  @Test
  void anUnknownClassIsServedAsTheStrictest() {
    ModelDeployment unknown =
        Samples.edited(
            Given.publicDemo(),
            yaml -> yaml.replace("Classification: \"public\"", "Classification: \"nonesuch\""));

    Verdict verdict = adjudicator.decide(unknown, Gatherings.of(cluster, unknown));

    assertThat(verdict.serve())
        .hasValueSatisfying(
            admitted -> {
              assertThat(admitted.classification()).isEqualTo("strictly-confidential");
              assertThat(admitted.pin().onPremises()).isTrue();
            });
  }

  @Test
  void nothingFollowsFromAnAdmissionOfNoClassAtAll() {
    Samples.classifications()
        .forEach(one -> cluster.removeClassification(one.getMetadata().getName()));
    Gathered gathered = Gatherings.of(cluster, deployment);

    assertThatIllegalStateException()
        .isThrownBy(() -> adjudicator.decide(deployment, gathered))
        .withMessageContaining("confidential");
  }

  @Test
  void noCommonRegionKeepsWhatWasAdmitted() {
    engine.demandsRegions("eu-central-1");

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(inForce)));

    assertThat(verdict.serve()).contains(inForce);
    assertThat(verdict.admission()).isInstanceOf(State.Broken.class);
    assertThat(verdict.admission().reason()).isEqualTo(Reason.NO_COMMON_REGION);
    assertThat(verdict.admission().message()).contains("confidential", "ask for a region");
  }

  @Test
  void aRefusalTakesNothingAway() {
    engine.denies();

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(inForce)));

    assertThat(verdict.decision()).isInstanceOf(Decision.Denied.class);
    assertThat(verdict.serve()).contains(inForce);
    assertThat(verdict.admission()).isInstanceOf(State.Broken.class);
    assertThat(verdict.admission().reason()).isEqualTo(Reason.POLICY_DENIED);
    assertThat(verdict.admission().message())
        .contains("[residency]", "decision-1", "What was admitted before goes on running.");
  }

  @Test
  void aRefusalOfWhatNeverRanStartsNothing() {
    engine.denies();

    Verdict verdict = adjudicator.decide(deployment, Gatherings.of(cluster, deployment));

    assertThat(verdict.serve()).isEmpty();
    assertThat(verdict.admission().message()).endsWith("Nothing runs.");
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void noFaultOfTheEngineChangesWhatRuns(Fault.Kind kind) {
    engine.fails(kind);

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(inForce)));

    assertThat(verdict.serve()).contains(inForce);
    assertThat(verdict.admission())
        .isEqualTo(
            new State.Holds(
                Reason.ADMITTED,
                "What runs is what was admitted; policy cannot be asked again at the moment."));
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void noFaultOfTheEngineAdmitsAChange(Fault.Kind kind) {
    engine.fails(kind);
    ModelDeployment changed = scaledTo(3);

    Verdict verdict =
        adjudicator.decide(changed, Gatherings.of(cluster, changed, Optional.of(inForce)));

    assertThat(verdict.serve()).contains(inForce);
    assertThat(verdict.admission().holds()).isFalse();
    assertThat(verdict.admission())
        .isInstanceOf(kind.isOutage() ? State.Pending.class : State.Broken.class);
  }

  @ParameterizedTest
  @EnumSource(Fault.Kind.class)
  void noFaultOfTheEngineAdmitsWhatIsNew(Fault.Kind kind) {
    engine.fails(kind);

    Verdict verdict = adjudicator.decide(deployment, Gatherings.of(cluster, deployment));

    assertThat(verdict.serve()).isEmpty();
    assertThat(verdict.admission().holds()).isFalse();
  }

  @Test
  void policiesThatCannotDecideAreToldFromAnEngineThatIsBroken() {
    engine.cannotDecide();

    Verdict verdict = adjudicator.decide(deployment, Gatherings.of(cluster, deployment));

    assertThat(verdict.admission()).isInstanceOf(State.Broken.class);
    assertThat(verdict.admission().reason()).isEqualTo(Reason.POLICY_INDETERMINATE);
  }

  @Test
  void anUnsoundSpecIsNotEvenAskedAbout() {
    cluster.add(KnownCluster.namespace("research", Labels.of(new DeploymentKey("other", "model"))));

    Verdict verdict =
        adjudicator.decide(deployment, Gatherings.of(cluster, deployment, Optional.of(inForce)));

    assertThat(verdict.serve()).contains(inForce);
    assertThat(verdict.admission()).isInstanceOf(State.Broken.class);
    assertThat(verdict.admission().reason()).isEqualTo(Reason.INVALID_SPEC);
    assertThat(engine.asked()).isZero();
  }
}
