package dev.drawbridge.sidecar.authorisation;

import java.util.concurrent.atomic.AtomicInteger;

/** Requests at once, counted. A limit that goes down throws nobody out. */
final class Places {

  static final int UNLIMITED = Integer.MAX_VALUE;

  private final AtomicInteger taken = new AtomicInteger();
  private volatile int limit;

  void limit(int limit) {
    this.limit = limit;
  }

  int limit() {
    return limit;
  }

  int taken() {
    return taken.get();
  }

  boolean take() {
    int before = taken.get();
    while (before < limit) {
      int seen = taken.compareAndExchange(before, before + 1);
      if (seen == before) {
        return true;
      }
      before = seen;
    }
    return false;
  }

  void giveBack() {
    taken.decrementAndGet();
  }
}
