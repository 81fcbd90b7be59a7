package dev.drawbridge.audit.writer;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Two clocks: one that people set, and one that only runs. */
public interface LogClock {

  /** Microseconds since 1970. May jump. */
  long wallMicros();

  /** Nanoseconds since some moment. Never runs backwards. */
  long monoNanos();

  /** The clocks of this machine. */
  static LogClock system() {
    return new LogClock() {
      @Override
      public long wallMicros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
      }

      @Override
      public long monoNanos() {
        return System.nanoTime();
      }
    };
  }
}
