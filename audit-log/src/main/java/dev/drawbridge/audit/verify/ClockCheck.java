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
  private long latest = Long.MIN_VALUE; // that any entry so far claims to be
  private long tooLate = Long.MIN_VALUE; // likewise, and was found

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
    latest = Math.max(latest, wall);
    any = true;
  }

  private void opened(Entry entry) {
    long back = passed(entry.wallMicros(), wall);
    if (any && back > tolerance) {
      findings.add(Code.CLOCK_BACK_AT_OPEN, "by %d microseconds".formatted(back));
    }
  }

  private void follows(Entry entry) {
    long monoPassed = passed(mono, entry.monoMicros());
    long parted = passed(monoPassed, passed(wall, entry.wallMicros()));
    boolean step = entry.event() == Event.CLOCK_STEP.code();
    if (step) {
      findings.add(Code.CLOCK_STEPPED, "by about %d microseconds".formatted(parted));
    }
    // The other clock only runs, whatever a record says of this one.
    if (monoPassed < 0 || (!step && (parted < -tolerance || parted > tolerance))) {
      findings.add(Code.CLOCK_STEP_UNEXPLAINED, "by %d microseconds".formatted(parted));
    }
    if (monoPassed > maxSilence) {
      findings.add(Code.SILENCE, "for %d seconds".formatted(monoPassed / 1_000_000));
    }
  }

  /** How much later, at most as much as a number can say: the times may be a forger's. */
  private static long passed(long from, long to) {
    long passed = to - from;
    boolean overflows = ((to ^ from) & (to ^ passed)) < 0;
    return overflows ? (to < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : passed;
  }

  /**
   * A witness knew at that time all entries of which the latest is this one. That need not be the
   * last: a clock may be set back again before the witness sees what was written meanwhile.
   */
  void witnessed(long timeSeconds, long latestWall) {
    long time = Math.multiplyExact(timeSeconds, 1_000_000);
    floor = Math.max(floor, time - witnessTolerance);
    if (latestWall > time + 1_000_000 + witnessTolerance && latestWall > tooLate) {
      tooLate = latestWall;
      findings.add(Code.FORWARD_DATED, "by %d seconds".formatted((latestWall - time) / 1_000_000));
    }
  }

  /** The latest time that an entry so far claims. */
  long latest() {
    return latest;
  }
}
