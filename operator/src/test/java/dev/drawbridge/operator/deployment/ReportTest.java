package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What may wait, and what must be told at once. */
class ReportTest {

  private static final State UNDER_WAY = new State.Pending(Reason.PROGRESSING, "1 of 2");
  private static final State FURTHER = new State.Pending(Reason.PROGRESSING, "2 of 2");
  private static final State READY = new State.Holds(Reason.READY, "serving");

  @Test
  void progressOfWhatWasUnderWayMayWait() {
    assertThat(report(FURTHER, 1, "a").isPassing(status(UNDER_WAY, 1, "a"))).isTrue();
  }

  @Test
  void theFirstReportIsToldAtOnce() {
    assertThat(report(UNDER_WAY, 1, "a").isPassing(null)).isFalse();
  }

  @Test
  void becomingReadyIsToldAtOnce() {
    assertThat(report(READY, 1, "a").isPassing(status(UNDER_WAY, 1, "a"))).isFalse();
  }

  @Test
  void ceasingToBeReadyIsToldAtOnce() {
    assertThat(report(UNDER_WAY, 1, "a").isPassing(status(READY, 1, "a"))).isFalse();
  }

  @Test
  void aNewGenerationIsToldAtOnce() {
    assertThat(report(FURTHER, 2, "a").isPassing(status(UNDER_WAY, 1, "a"))).isFalse();
  }

  @Test
  void whatWasNewlyAdmittedIsToldAtOnce() {
    assertThat(report(FURTHER, 1, "b").isPassing(status(UNDER_WAY, 1, "a"))).isFalse();
    assertThat(report(FURTHER, 1, "b").isPassing(status(UNDER_WAY, 1, null))).isFalse();
  }

  @Test
  void whatIsWorthAnEventIsToldAtOnce() {
    Report eventful =
        new Report(
            status(FURTHER, 1, "a"),
            List.of(new Occurrence(Reason.DRIFT_REPAIRED, true, "deny-all")),
            Optional.empty());

    assertThat(eventful.isPassing(status(UNDER_WAY, 1, "a"))).isFalse();
  }

  private static Report report(State ready, long generation, String admitted) {
    return new Report(status(ready, generation, admitted), List.of(), Optional.empty());
  }

  private static ModelDeploymentStatus status(
      State ready, long generation, @Nullable String admitted) {
    Conditions conditions = new Conditions(List.of(), generation, new SettableClock());
    conditions.add(ConditionType.READY, ready);
    return new ModelDeploymentStatus(
        generation, conditions.build(), null, null, 0, 0, null, null, admitted);
  }
}
