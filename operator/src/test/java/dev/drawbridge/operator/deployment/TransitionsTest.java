package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransitionsTest {

  private static final State READY = new State.Holds(Reason.READY, "serving");
  private static final State PROGRESSING = new State.Pending(Reason.PROGRESSING, "1 of 2");
  private static final State PENDING = new State.Pending(Reason.PENDING, "no pod");
  private static final State DENIED = new State.Broken(Reason.POLICY_DENIED, "refused");
  private static final State STUCK = new State.Broken(Reason.ROLLOUT_STUCK, "stuck");
  private static final State REACHABLE = new State.Holds(Reason.REACHABLE, "policies r1");
  private static final State AWAY = new State.Pending(Reason.WAITING_FOR_POLICY_ENGINE, "away");

  static Stream<Arguments> readiness() {
    return Stream.of(
        Arguments.of(null, PROGRESSING, List.of()),
        Arguments.of(null, DENIED, List.of(warning(DENIED))),
        Arguments.of(null, READY, List.of(normal(READY))),
        Arguments.of(PROGRESSING, PENDING, List.of()),
        Arguments.of(PROGRESSING, READY, List.of(normal(READY))),
        Arguments.of(READY, READY, List.of()),
        Arguments.of(READY, PROGRESSING, List.of()),
        Arguments.of(READY, DENIED, List.of(warning(DENIED))),
        Arguments.of(DENIED, STUCK, List.of(warning(STUCK))),
        Arguments.of(DENIED, new State.Broken(Reason.POLICY_DENIED, "other words"), List.of()),
        Arguments.of(DENIED, READY, List.of(normal(READY))));
  }

  @ParameterizedTest
  @MethodSource("readiness")
  void peopleAreToldOfTransitionsOfReady(
      @Nullable State before, State after, List<Occurrence> expected) {
    List<Occurrence> occurrences =
        Transitions.between(
            before == null ? null : status(before, REACHABLE),
            status(after, REACHABLE),
            Applied.NOTHING);

    assertThat(occurrences).isEqualTo(expected);
  }

  static Stream<Arguments> engine() {
    return Stream.of(
        Arguments.of(null, REACHABLE, List.of()),
        Arguments.of(null, AWAY, List.of(warning(AWAY))),
        Arguments.of(REACHABLE, REACHABLE, List.of()),
        Arguments.of(REACHABLE, AWAY, List.of(warning(AWAY))),
        Arguments.of(AWAY, AWAY, List.of()),
        Arguments.of(AWAY, REACHABLE, List.of(normal(REACHABLE))));
  }

  @ParameterizedTest
  @MethodSource("engine")
  void peopleAreToldWhenTheEngineGoesAndComesBack(
      @Nullable State before, State after, List<Occurrence> expected) {
    List<Occurrence> occurrences =
        Transitions.between(status(READY, before), status(READY, after), Applied.NOTHING);

    assertThat(occurrences).isEqualTo(expected);
  }

  private static final State VERIFIED = new State.Holds(Reason.VERIFIED, "all recorded");
  private static final State STARTING = new State.Pending(Reason.PROGRESSING, "door");
  private static final State FULL = new State.Broken(Reason.LOG_FULL, "no room");
  private static final State REFUSED =
      new State.Broken(Reason.CONFIGURATION_REFUSED, "limits are wrong");

  static Stream<Arguments> records() {
    return Stream.of(
        // Ready tells it already.
        Arguments.of(READY, VERIFIED, FULL, FULL, List.of(warning(FULL))),
        Arguments.of(FULL, FULL, READY, VERIFIED, List.of(normal(READY))),
        // Ready tells of something else.
        Arguments.of(STUCK, VERIFIED, STUCK, FULL, List.of(warning(FULL))),
        Arguments.of(STUCK, FULL, STUCK, FULL, List.of()),
        Arguments.of(STUCK, FULL, STUCK, REFUSED, List.of(warning(REFUSED))),
        Arguments.of(STUCK, FULL, STUCK, VERIFIED, List.of(normal(VERIFIED))),
        Arguments.of(READY, VERIFIED, STUCK, FULL, List.of(warning(STUCK), warning(FULL))),
        // The usual way.
        Arguments.of(PENDING, null, PROGRESSING, STARTING, List.of()),
        Arguments.of(PROGRESSING, STARTING, PROGRESSING, VERIFIED, List.of()),
        Arguments.of(PROGRESSING, STARTING, READY, VERIFIED, List.of(normal(READY))));
  }

  @ParameterizedTest
  @MethodSource("records")
  void peopleAreToldWhatBecomesOfRecords(
      State readyBefore,
      @Nullable State auditBefore,
      State ready,
      State audit,
      List<Occurrence> expected) {
    List<Occurrence> occurrences =
        Transitions.between(
            recording(readyBefore, auditBefore), recording(ready, audit), Applied.NOTHING);

    assertThat(occurrences).isEqualTo(expected);
  }

  private static ModelDeploymentStatus recording(State ready, @Nullable State audit) {
    var built = new Conditions(List.of(), 1L, new SettableClock()).add(ConditionType.READY, ready);
    if (audit != null) {
      built.add(ConditionType.AUDIT_ACTIVE, audit);
    }
    return new ModelDeploymentStatus(1L, built.build(), null, null, 0, 0, null, null, null);
  }

  @Test
  void repairsAreToldWithWhomTheyUndid() {
    var applied =
        new Applied(
            Map.of(),
            List.of(
                new Applied.Repair(
                    new ObjectKey("NetworkPolicy", "ns", "deny-all"), Set.of("kubectl-edit")),
                new Applied.Repair(new ObjectKey("Service", "ns", "model"), Set.of())),
            List.of());

    List<Occurrence> occurrences =
        Transitions.between(status(READY, REACHABLE), status(READY, REACHABLE), applied);

    assertThat(occurrences)
        .containsExactly(
            new Occurrence(
                Reason.DRIFT_REPAIRED,
                true,
                "Put back in order: NetworkPolicy ns/deny-all (changed by kubectl-edit), Service"
                    + " ns/model"));
  }

  private static Occurrence warning(State state) {
    return new Occurrence(state.reason(), true, state.message());
  }

  private static Occurrence normal(State state) {
    return new Occurrence(state.reason(), false, state.message());
  }

  private static ModelDeploymentStatus status(State ready, @Nullable State engine) {
    List<Condition> conditions = new ArrayList<>();
    var built = new Conditions(List.of(), 1L, new SettableClock()).add(ConditionType.READY, ready);
    if (engine != null) {
      built.add(ConditionType.POLICY_ENGINE_AVAILABLE, engine);
    }
    conditions.addAll(built.build());
    return new ModelDeploymentStatus(1L, conditions, null, null, 0, 0, null, null, null);
  }
}
