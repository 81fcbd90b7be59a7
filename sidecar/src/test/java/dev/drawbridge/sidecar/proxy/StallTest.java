package dev.drawbridge.sidecar.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StallTest {

  private static final long LIMIT = 100;

  private final Stall stall = new Stall();
  private final long start = System.nanoTime() + 1_000_000_000L;

  @Test
  void whoHasTakenEverythingDoesNotStallHoweverLongItTakesToSendMore() {
    stall.wrote(5000);

    assertThat(stall.stalled(0, start, LIMIT)).isFalse();
    assertThat(stall.stalled(0, start + 10 * LIMIT, LIMIT)).isFalse();
  }

  @Test
  void whoTakesNothingStallsWhenTheTimeIsOver() {
    assertThat(stall.stalled(0, start, LIMIT)).isFalse();
    stall.wrote(5000);

    assertThat(stall.stalled(5000, start + LIMIT, LIMIT)).isFalse();
    assertThat(stall.stalled(5000, start + LIMIT + 1, LIMIT)).isTrue();
  }

  @Test
  void whoTakesEnoughHasTimeAgain() {
    assertThat(stall.stalled(0, start, LIMIT)).isFalse();
    stall.wrote(5000);

    assertThat(stall.stalled(5000 - 1024, start + LIMIT + 1, LIMIT)).isFalse();
    assertThat(stall.stalled(5000 - 1025, start + 2 * LIMIT, LIMIT)).isFalse();
    assertThat(stall.stalled(5000 - 1025, start + 2 * LIMIT + 2, LIMIT)).isTrue();
  }
}
