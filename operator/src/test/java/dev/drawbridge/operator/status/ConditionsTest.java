package dev.drawbridge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.fixture.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
  private static final State HOLDS = new State.Holds(Reason.VERIFIED, "well");
  private static final State PENDING = new State.Pending(Reason.PENDING, "wait");
  private static final State BROKEN = new State.Broken(Reason.NOT_HARDENED, "act");

  private final SettableClock clock = new SettableClock();

  @Test
  void theFirstTimeIsNowInWholeSeconds() {
    List<Condition> conditions = conditions(List.of(), HOLDS);

    assertThat(conditions)
        .containsExactly(
            new Condition("Hardened", ConditionStatus.TRUE, "Verified", "well", 7L, NOON));
  }

  @Test
  void theTimeStaysWhileTheStatusStaysWhateverTheReason() {
    List<Condition> before = conditions(List.of(), PENDING);
    clock.advance(Duration.ofMinutes(1));

    List<Condition> after = conditions(before, BROKEN);

    assertThat(after)
        .containsExactly(
            new Condition("Hardened", ConditionStatus.FALSE, "NotHardened", "act", 7L, NOON));
  }

  @Test
  void theTimeMovesWithTheStatus() {
    List<Condition> before = conditions(List.of(), PENDING);
    clock.advance(Duration.ofMinutes(1));

    List<Condition> after = conditions(before, HOLDS);

    assertThat(after.getFirst().lastTransitionTime()).isEqualTo(NOON.plusSeconds(60));
  }

  @Test
  void anUnchangedStateGivesEqualConditions() {
    List<Condition> before = conditions(List.of(), HOLDS);
    clock.advance(Duration.ofDays(1));

    List<Condition> after = conditions(before, HOLDS);

    assertThat(after).isEqualTo(before);
  }

  @Test
  void aMessageIsCutToWhatTheServerTakes() {
    State wordy = new State.Holds(Reason.VERIFIED, "x".repeat(Conditions.LONGEST_MESSAGE + 1));

    List<Condition> conditions = conditions(List.of(), wordy);

    assertThat(conditions.getFirst().message()).hasSize(Conditions.LONGEST_MESSAGE);
  }

  @Test
  void anAbnormalConditionIsTrueOrNotThere() {
    List<Condition> conditions =
        new Conditions(List.of(), 7L, clock)
            .addWhen(true, ConditionType.STALLED, BROKEN)
            .addWhen(false, ConditionType.RECONCILING, BROKEN)
            .build();

    assertThat(conditions)
        .singleElement()
        .satisfies(one -> assertThat(one.type()).isEqualTo("Stalled"))
        .satisfies(one -> assertThat(one.status()).isEqualTo(ConditionStatus.TRUE))
        .satisfies(one -> assertThat(one.reason()).isEqualTo("NotHardened"));
  }

  private List<Condition> conditions(List<Condition> before, State state) {
    return new Conditions(before, 7L, clock).add(ConditionType.HARDENED, state).build();
  }
}
