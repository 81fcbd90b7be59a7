package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Receipt;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;

/** Brings what the log's thread says to the event loop that waits for it. */
final class LoopReceipt implements Receipt, Runnable {

  /** Hears what became of a record, on its event loop. */
  interface Recorded {
    /**
     * Hears it.
     *
     * @param index of the record; -1 if it was lost
     */
    void recorded(long index);
  }

  /** For records that nobody waits for. */
  static final Receipt UNHEARD =
      new Receipt() {
        @Override
        public void durable(long index) {}

        @Override
        public void lost() {}
      };

  private final EventLoop loop;
  private final Recorded recorded;
  private volatile long index = -1;

  LoopReceipt(EventLoop loop, Recorded recorded) {
    this.loop = loop;
    this.recorded = recorded;
  }

  @Override
  public void durable(long index) {
    this.index = index;
    tell();
  }

  @Override
  public void lost() {
    tell();
  }

  private void tell() {
    try {
      loop.execute(this);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and with it whoever waited. The log must go on.
    }
  }

  @Override
  public void run() {
    recorded.recorded(index);
  }
}
