package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.operator.harness.SwitchableEngine;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.EngineWatch;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Scripted;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class DecisionMemoryTest {

  private static final String UID = "uid";

  private final SwitchableEngine engine = new SwitchableEngine(usable("1"));
  private final EngineWatch watch =
      new EngineWatch(Scripted.gate(engine), () -> {}, Clock.fixed(Scripted.NOW, ZoneOffset.UTC));
  private final DecisionMemory memory = new DecisionMemory(watch);

  @Test
  void recallsADecisionOnTheSameFacts() {
    Decision decision = remembered(result -> {});

    assertThat(memory.recall(UID, Scripted.question())).contains(decision);
  }

  @Test
  void recallsADenialToo() {
    Decision decision = remembered(Scripted::deny);

    assertThat(memory.recall(UID, Scripted.question())).contains(decision);
  }

  @Test
  void remembersNoIndecision() {
    memory.keep(UID, new Decision.Indeterminate(new Fault(Fault.Kind.TIMEOUT, "out of order")));

    assertThat(memory.recall(UID, Scripted.question())).isEmpty();
  }

  @Test
  void keepsTheDecisionThatWasThereBeforeAnIndecision() {
    Decision decision = remembered(result -> {});
    memory.keep(UID, new Decision.Indeterminate(new Fault(Fault.Kind.TIMEOUT, "out of order")));

    assertThat(memory.recall(UID, Scripted.question())).contains(decision);
  }

  @Test
  void forgetsWhenTheFactsAreOthers() {
    remembered(result -> {});
    DecisionInput question = Scripted.question();
    DecisionInput other =
        new DecisionInput(
            question.schemaVersion(),
            question.requestId(),
            question.now(),
            question.phase(),
            question.request(),
            null,
            question.oldObject(),
            question.namespace(),
            question.classification(),
            question.context(),
            question.exemptions());

    assertThat(memory.recall(UID, other)).isEmpty();
  }

  @Test
  void doesNotTakeTheDecisionOfAnotherDeployment() {
    remembered(result -> {});

    assertThat(memory.recall("other", Scripted.question())).isEmpty();
  }

  @Test
  void forgetsWhatIsOver() {
    remembered(result -> result.put("validUntil", Scripted.NOW.plusSeconds(60).toString()));

    assertThat(memory.recall(UID, at(Scripted.NOW.plusSeconds(59)))).isPresent();
    assertThat(memory.recall(UID, at(Scripted.NOW.plusSeconds(60)))).isEmpty();
  }

  @Test
  void forgetsWhenThePoliciesAreOthers() {
    remembered(result -> {});
    engine.become(usable("2"));
    watch.look();

    assertThat(memory.recall(UID, Scripted.question())).isEmpty();
  }

  @Test
  void keepsToThePoliciesWhileTheEngineCannotBeAsked() {
    Decision decision = remembered(result -> {});
    engine.become(Scripted.failing(Fault.Kind.UNREACHABLE));
    watch.look();

    assertThat(memory.recall(UID, Scripted.question())).contains(decision);
  }

  @Test
  void forgetsWhatItIsToldToForget() {
    remembered(result -> {});
    memory.forget(UID);

    assertThat(memory.recall(UID, Scripted.question())).isEmpty();
  }

  private Decision remembered(Consumer<ObjectNode> change) {
    watch.look();
    Decision decision =
        Scripted.gate(Scripted.answering("d", List.of("1"), change)).decide(Scripted.question());
    memory.keep(UID, decision);
    return decision;
  }

  private static DecisionInput at(Instant now) {
    DecisionInput question = Scripted.question();
    return new DecisionInput(
        question.schemaVersion(),
        question.requestId(),
        now,
        question.phase(),
        question.request(),
        question.object(),
        question.oldObject(),
        question.namespace(),
        question.classification(),
        question.context(),
        question.exemptions());
  }

  private static PolicyEngine usable(String revision) {
    return Scripted.answering("d", List.of(revision), r -> r.put("decision", "indeterminate"));
  }
}
