package dev.drawbridge.sidecar.authorisation;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/** A request that was let in. {@link #leave} has to follow, whatever becomes of it. */
public final class Ticket implements Quotas.Admission {

  private final LongConsumer leaving;
  private final AtomicBoolean left = new AtomicBoolean();

  Ticket(LongConsumer leaving) {
    this.leaving = leaving;
  }

  /**
   * The request is over. Only the first call counts.
   *
   * @param tokens that it took, at least 0
   */
  public void leave(long tokens) {
    if (left.compareAndSet(false, true)) {
      leaving.accept(tokens);
    }
  }
}
