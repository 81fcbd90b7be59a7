package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.SegmentWriter.Moment;

/** Compares the two clocks. The writer's thread only. */
final class ClockWatch {

  private final LogClock clock;
  private final long openedNanos;
  private final long toleranceMicros;
  private long lastWall;
  private long lastMono;
  private long pending;
  private boolean stepped;

  ClockWatch(LogClock clock, long toleranceMicros) {
    this.clock = clock;
    this.toleranceMicros = toleranceMicros;
    openedNanos = clock.monoNanos();
    lastWall = clock.wallMicros();
  }

  /** Microseconds since the log was opened. Any thread. */
  long monoMicros() {
    return (clock.monoNanos() - openedNanos) / 1000;
  }

  /** Any thread. */
  long wallMicros() {
    return clock.wallMicros();
  }

  /** Takes the time of what is written next. */
  void look() {
    long wall = clock.wallMicros();
    long mono = monoMicros();
    long parted = (wall - lastWall) - (mono - lastMono);
    lastWall = wall;
    lastMono = mono;
    pending += Math.abs(parted) > toleranceMicros ? parted : 0;
  }

  /** By how much the wall clock has moved, which is not on record yet. */
  long pending() {
    return pending;
  }

  /**
   * The moment of the last look. Until the step is on record, entries keep the old time: one that
   * has to be written before it, about a failed disk, must not look as if the clock had moved.
   */
  Moment moment(boolean withStep) {
    return withStep
        ? new Moment(lastWall, lastMono, true)
        : new Moment(lastWall - pending, lastMono, stepped);
  }

  /** The step is on record. */
  void recorded() {
    pending = 0;
    stepped = true;
  }
}
