package dev.drawbridge.bench.load;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** A lane and the request that is on it. */
final class Worker implements Lane.Asker {

  private final Lane lane;
  private final Tally tally;
  private final Consumer<Worker> free;
  private final boolean timed;
  private final EventTimes events;
  private long sinceNanos;

  /**
   * @param free hears when the lane can be used again
   */
  Worker(Lane lane, Order.Answer expected, Tally tally, Consumer<Worker> free) {
    this.lane = lane;
    this.tally = tally;
    this.free = free;
    timed = expected == Order.Answer.EVENTS;
    events = new EventTimes(sent -> tally.delayed(System.nanoTime() - sent));
  }

  /**
   * Sends the request.
   *
   * @param sinceNanos when it was due, from which its latency counts
   */
  void ask(long sinceNanos) {
    this.sinceNanos = sinceNanos;
    lane.ask(this);
  }

  void close() {
    lane.close();
  }

  @Override
  public void body(ByteBuf piece) {
    if (timed) {
      events.read(piece);
    }
  }

  @Override
  public void answered(int status) {
    tally.answered(status, System.nanoTime() - sinceNanos);
    free.accept(this);
  }

  @Override
  public void failed(String why) {
    tally.failed(why);
  }
}
