package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.SegmentWriter.Moment;

/** Compares the two clocks. The writer's thread only. */
final class ClockWatch {

  private final LogClock clock;
  private final long openedNanos;
  private final long toleranceMicros;
  private long lastWall;
  private long lastMono;
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

  /** By how much the wall clock has moved since the last look; 0 if within the tolerance. */
  long look() {
    long wall = clock.wallMicros();
    long mono = monoMicros();
    long parted = (wall - lastWall) - (mono - lastMono);
    lastWall = wall;
    lastMono = mono;
    boolean moved = Math.abs(parted) > toleranceMicros;
    stepped |= moved;
    return moved ? parted : 0;
  }

  /** The moment of the last look. */
  Moment moment() {
    return new Moment(lastWall, lastMono, stepped);
  }
}
