package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.ScriptedEngine;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.Fault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionMemoryTest {

  private final SettableClock clock = new SettableClock();
  private final ScriptedEngine engine = new ScriptedEngine();
  private final EngineWatch watch = engine.watch(clock);
  private final KnownCluster cluster = new KnownCluster();
  private final Adjudicator adjudicator =
      new Adjudicator(engine.gate(), new DecisionMemory(watch), clock);
  private final ModelDeployment deployment = Given.labAssistant();

  @BeforeEach
  void theEngineIsThere() {
    watch.look();
  }

  @Test
  void sameFactsAndPoliciesGiveTheSameDecisionUnasked() {
    Decision first = decide(deployment);
    clock.advance(Duration.ofDays(30));

    Decision second = decide(deployment);

    assertThat(second).isEqualTo(first);
    assertThat(engine.asked()).isEqualTo(1);
  }

  @Test
  void aRefusalIsRememberedToo() {
    engine.denies();
    decide(deployment);

    Decision second = decide(deployment);

    assertThat(second).isInstanceOf(Decision.Denied.class);
    assertThat(engine.asked()).isEqualTo(1);
  }

  @Test
  void otherPoliciesAreAskedAgain() {
    decide(deployment);
    engine.revision("r2").denies();
    watch.look();

    Decision second = decide(deployment);

    assertThat(second).isInstanceOf(Decision.Denied.class);
    assertThat(engine.asked()).isEqualTo(2);
  }

  @Test
  void anotherSpecIsAskedAbout() {
    decide(deployment);

    decide(Samples.edited(deployment, yaml -> yaml.replace("replicas: 2", "replicas: 3")));

    assertThat(engine.asked()).isEqualTo(2);
  }

  @Test
  void otherFactsAreAskedAbout() {
    decide(deployment);
    cluster.add(KnownCluster.namespace("frontend", Map.of()));

    decide(deployment);

    assertThat(engine.asked()).isEqualTo(2);
  }

  @Test
  void aDecisionThatEndedIsTakenAgain() {
    engine.until(clock.instant().plusSeconds(60));
    decide(deployment);
    clock.advance(Duration.ofSeconds(59));
    decide(deployment);
    assertThat(engine.asked()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    engine.until(null);

    decide(deployment);

    assertThat(engine.asked()).isEqualTo(2);
  }

  @Test
  void duringAnOutageTheLastDecisionHolds() {
    Decision first = decide(deployment);
    engine.fails(Fault.Kind.UNREACHABLE);
    watch.look();

    Decision second = decide(deployment);

    assertThat(second).isEqualTo(first);
  }

  @Test
  void duringAnOutageADecisionStillEnds() {
    engine.until(clock.instant().plusSeconds(60));
    decide(deployment);
    engine.fails(Fault.Kind.UNREACHABLE);
    watch.look();
    clock.advance(Duration.ofSeconds(60));

    Decision second = decide(deployment);

    assertThat(second).isInstanceOf(Decision.Indeterminate.class);
  }

  @Test
  void anOutageIsNotRemembered() {
    engine.fails(Fault.Kind.TIMEOUT);
    decide(deployment);
    engine.allows();

    Decision second = decide(deployment);

    assertThat(second).isInstanceOf(Decision.Allowed.class);
  }

  @Test
  void whatIsGoneIsForgotten() {
    decide(deployment);
    adjudicator.forget(deployment);

    decide(deployment);

    assertThat(engine.asked()).isEqualTo(2);
  }

  @Test
  void aNamesakeOfAnotherUidIsAskedAbout() {
    decide(deployment);
    ModelDeployment namesake = Given.labAssistant();
    namesake.getMetadata().setUid("another");

    decide(namesake);

    assertThat(engine.asked()).isEqualTo(2);
  }

  private Decision decide(ModelDeployment asked) {
    return adjudicator.decide(asked, Gatherings.of(cluster, asked)).decision();
  }
}
