package dev.drawbridge.operator.collector;

import java.time.Duration;
import java.time.Instant;

/** When a log is visited next, and with whom it waits for its turn. One visit at a time has it. */
final class Schedule {

  /** What takes longer waits with those that fail, so that the others do not wait for it. */
  private static final Duration SLOW = Duration.ofSeconds(3);

  private static final Duration LONGEST = Duration.ofSeconds(15);

  private Instant due = Instant.EPOCH;
  private int failures;
  private boolean doubtful;
  private boolean busy;

  /** Takes the turn if it is time for it and nobody has it. */
  synchronized boolean begin(Instant now) {
    if (busy || now.isBefore(due)) {
      return false;
    }
    busy = true;
    return true;
  }

  /** Whether it failed or took long last time. */
  synchronized boolean isDoubtful() {
    return doubtful;
  }

  /**
   * Gives the turn back after a visit that went well.
   *
   * @param pace until the next one
   */
  synchronized void done(Instant began, Instant now, Duration pace) {
    busy = false;
    failures = 0;
    doubtful = Duration.between(began, now).compareTo(SLOW) > 0;
    due = now.plus(pace);
  }

  /** Gives the turn back after a visit that failed. Each one in a row is waited longer after. */
  synchronized void failed(Instant now) {
    busy = false;
    doubtful = true;
    due = now.plus(pause(failures));
    failures++;
  }

  private static Duration pause(int failures) {
    Duration pause = Duration.ofSeconds(1L << Math.min(failures, 4));
    return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
  }
}
