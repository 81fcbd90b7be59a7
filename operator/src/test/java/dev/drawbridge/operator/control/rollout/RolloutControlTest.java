package dev.drawbridge.operator.control.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentConditionBuilder;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutControlTest {

  private final RolloutControl control = new RolloutControl();
  private final Observed observed = Observed.labAssistant();

  @Test
  void holdsWhenAllReplicasRunThisVersion() {
    State state = control.verify(observed.build());

    assertThat(state)
        .isEqualTo(new State.Holds(Reason.COMPLETE, "All 2 replicas run this version."));
  }

  static Stream<Arguments> underWay() {
    return Stream.of(
        change("nothing observed yet", it -> it.setStatus(null)),
        change("old generation observed", it -> it.getStatus().setObservedGeneration(2L)),
        change("no generation observed", it -> it.getStatus().setObservedGeneration(null)),
        change("not all updated", it -> it.getStatus().setUpdatedReplicas(1)),
        change("none updated", it -> it.getStatus().setUpdatedReplicas(null)),
        change("not all available", it -> it.getStatus().setAvailableReplicas(1)),
        change("none available", it -> it.getStatus().setAvailableReplicas(null)),
        change("an old pod left", it -> it.getStatus().setReplicas(3)),
        change(
            "stuck, as of the generation before",
            it -> {
              it.getStatus().setObservedGeneration(2L);
              stick(it, "deadline exceeded");
            }),
        change(
            "progressing, and says so",
            it -> {
              it.getStatus().setUpdatedReplicas(1);
              condition(it, "Progressing", "True", "on its way");
            }),
        change(
            "another condition is false",
            it -> {
              it.getStatus().setUpdatedReplicas(1);
              condition(it, "Available", "False", "too few");
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("underWay")
  void pendingWhileItIsUnderWay(String name, Consumer<Deployment> change) {
    State state = control.verify(observed.workload(change).build());

    assertThat(state).as(name).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.PROGRESSING);
  }

  @Test
  void pendingWithoutAWorkload() {
    State state = control.verify(observed.without("Deployment", "model").build());

    assertThat(state)
        .isEqualTo(new State.Pending(Reason.PROGRESSING, "The workload is being made."));
  }

  @Test
  void brokenWhenItGoesNoFurther() {
    State state =
        control.verify(
            observed
                .workload(
                    it -> {
                      it.getStatus().setReadyReplicas(1);
                      it.getStatus().setAvailableReplicas(1);
                      stick(it, "deadline exceeded.");
                    })
                .build());

    assertThat(state)
        .isEqualTo(
            new State.Broken(
                Reason.ROLLOUT_STUCK,
                "1 of 2 replicas are ready and it goes no further: deadline exceeded. See kubectl"
                    + " get pods,events -n %s.".formatted(observed.plan().namespace())));
  }

  @Test
  void aStuckRolloutThatDoesNotSayWhyIsNoFailure() {
    State state =
        control.verify(
            observed
                .workload(
                    it -> {
                      it.getStatus().setAvailableReplicas(1);
                      stick(it, null);
                    })
                .build());

    assertThat(state.holds()).isFalse();
  }

  @Test
  void availableAsSoonAsOneServes() {
    State state =
        RolloutControl.availability(
            observed.workload(it -> it.getStatus().setAvailableReplicas(1)).build());

    assertThat(state).isEqualTo(new State.Holds(Reason.AVAILABLE, "1 replicas serve."));
  }

  static Stream<Arguments> nobody() {
    return Stream.of(
        change("none available", it -> it.getStatus().setAvailableReplicas(null)),
        change("zero available", it -> it.getStatus().setAvailableReplicas(0)),
        change("no status", it -> it.setStatus(null)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nobody")
  void notAvailableWhenNobodyServes(String name, Consumer<Deployment> change) {
    State state = RolloutControl.availability(observed.workload(change).build());

    assertThat(state)
        .as(name)
        .isEqualTo(new State.Pending(Reason.NOTHING_RUNS, "No replica is available yet."));
  }

  private static Arguments change(String name, Consumer<Deployment> change) {
    return Arguments.of(name, change);
  }

  private static void stick(Deployment deployment, @Nullable String why) {
    condition(deployment, "Progressing", "False", why);
  }

  private static void condition(
      Deployment deployment, String type, String status, @Nullable String message) {
    deployment
        .getStatus()
        .setConditions(
            List.of(
                new DeploymentConditionBuilder()
                    .withType(type)
                    .withStatus(status)
                    .withMessage(message)
                    .build()));
  }
}
