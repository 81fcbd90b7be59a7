package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.sidecar.record.RequestRecord;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * The first record of a request: durable before anything else happens, or never. Only where the
 * disk hangs does the request not wait to see which, and its end has to. Belongs to one event loop.
 */
final class FirstRecord {

  private static final long NONE = -1;
  private static final long UNKNOWN = -2;

  private final Worker worker;
  private long index = UNKNOWN;
  private boolean taken = true;
  private long handedOverNanos;
  private LongConsumer whenKnown = known -> {};

  FirstRecord(Worker worker) {
    this.worker = worker;
  }

  /**
   * Hands it to the log.
   *
   * @param whenHeard runs when it is known; at once, where the log does not take it
   */
  void handOver(RequestRecord record, Runnable whenHeard) {
    handedOverNanos = System.nanoTime();
    LoopReceipt receipt = new LoopReceipt(worker.loop(), at -> heard(at, whenHeard));
    Admission admission = worker.records().accepted(record, receipt);
    if (admission != Admission.TAKEN) {
      taken = false;
      index = NONE;
      whenHeard.run();
    }
  }

  private void heard(long at, Runnable whenHeard) {
    worker.context().metrics().durable(System.nanoTime() - handedOverNanos);
    index = at;
    whenKnown.accept(at);
    whenHeard.run();
  }

  /** Whether the log took it, and so counts it if it is lost. */
  boolean taken() {
    return taken;
  }

  /** Whether there has been no answer for longer than that. */
  boolean isLate(long nowNanos, Duration limit) {
    return nowNanos - handedOverNanos > limit.toNanos();
  }

  /** Whether it is durable, and is known to be. */
  boolean durable() {
    return index > NONE;
  }

  boolean known() {
    return index != UNKNOWN;
  }

  /** Its index; -1 if there is none. */
  long index() {
    return index;
  }

  /** Who is told when it is known after all. */
  void whenKnown(LongConsumer task) {
    whenKnown = task;
  }
}
