package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.writer.LogClock;
import java.util.Optional;

/** The clocks of this machine until they are stopped: then a log does nothing by itself. */
final class StoppableClock implements LogClock {

  private static final LogClock MACHINE = LogClock.system();

  private volatile Optional<Moment> stopped = Optional.empty();

  private record Moment(long wallMicros, long monoNanos) {}

  void stop() {
    stopped = Optional.of(new Moment(MACHINE.wallMicros(), MACHINE.monoNanos()));
  }

  void start() {
    stopped = Optional.empty();
  }

  @Override
  public long wallMicros() {
    return stopped.map(Moment::wallMicros).orElseGet(MACHINE::wallMicros);
  }

  @Override
  public long monoNanos() {
    return stopped.map(Moment::monoNanos).orElseGet(MACHINE::monoNanos);
  }
}
