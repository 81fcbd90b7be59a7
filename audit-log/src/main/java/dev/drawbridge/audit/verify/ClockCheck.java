package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import java.time.Duration;

/** Whether the entries' times can be true: against each other, and against witnesses. */
final class ClockCheck {

  private final Findings findings;
  private final long tolerance;
  private final long witnessTolerance;
  private final long maxSilence;
  private long wall;
  private long mono;
  private boolean any;
  private long floor = Long.MIN_VALUE;

  ClockCheck(Trust trust, Findings findings) {
    this.findings = findings;
    tolerance = micros(trust.clockTolerance());
    witnessTolerance = micros(trust.witnessTolerance());
    maxSilence = micros(trust.maxSilence());
  }

  private static long micros(Duration duration) {
    return duration.toNanos() / 1000;
  }

  void entry(Entry entry) {
    if (entry.event() == Event.LOG_OPEN.code()) {
      opened(entry);
    } else if (any) {
      follows(entry);
    }
    if (entry.wallMicros() < floor) {
      findings.add(Code.BACKDATED, "a witness knew an earlier entry before that time");
    }
    wall = entry.wallMicros();
    mono = entry.monoMicros();
    any = true;
  }

  private void opened(Entry entry) {
    if (any && entry.wallMicros() < wall - tolerance) {
      findings.add(
          Code.CLOCK_BACK_AT_OPEN, "by %d microseconds".formatted(wall - entry.wallMicros()));
    }
  }

  private void follows(Entry entry) {
    long monoPassed = entry.monoMicros() - mono;
    long parted = (entry.wallMicros() - wall) - monoPassed;
    if (entry.event() == Event.CLOCK_STEP.code()) {
      findings.add(Code.CLOCK_STEPPED, "by about %d microseconds".formatted(parted));
    } else if (monoPassed < 0 || Math.abs(parted) > tolerance) {
      findings.add(Code.CLOCK_STEP_UNEXPLAINED, "by %d microseconds".formatted(parted));
    }
    if (monoPassed > maxSilence) {
      findings.add(Code.SILENCE, "for %d seconds".formatted(monoPassed / 1_000_000));
    }
  }

  /** A witness knew all entries so far at that time. */
  void witnessed(long timeSeconds, long lastWall) {
    long time = Math.multiplyExact(timeSeconds, 1_000_000);
    floor = Math.max(floor, time - witnessTolerance);
    if (lastWall > time + 1_000_000 + witnessTolerance) {
      findings.add(Code.FORWARD_DATED, "by %d seconds".formatted((lastWall - time) / 1_000_000));
    }
  }

  /** The time of the last entry. */
  long wall() {
    return wall;
  }
}
