package dev.drawbridge.audit.writer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Records that are taken from the ring to be written together. The writer's thread only. */
final class Batch {

  private static final int MOST = 256;
  private static final long NAP_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

  private final Ring ring;
  private final List<Slot> slots = new ArrayList<>(MOST);

  Batch(Ring ring) {
    this.ring = ring;
  }

  /** Takes what is ready. */
  void take() {
    ring.drainTo(slots, MOST);
  }

  /** Takes what is ready, and if that is anything what comes within the window. */
  void gather(long windowNanos, BooleanSupplier hurries) {
    take();
    if (slots.isEmpty()) {
      return;
    }
    long until = System.nanoTime() + windowNanos;
    for (long left = windowNanos; left > 0 && slots.size() < MOST && !hurries.getAsBoolean(); ) {
      LockSupport.parkNanos(Math.min(left, NAP_NANOS));
      take();
      left = until - System.nanoTime();
    }
  }

  boolean isEmpty() {
    return slots.isEmpty();
  }

  List<Slot> slots() {
    return slots;
  }

  /** Gives all back. Receipts that heard nothing yet hear that it was lost; returns how many. */
  int giveBack() {
    int lost = 0;
    for (Slot slot : slots) {
      lost += slot.lost() ? 1 : 0;
    }
    ring.release(slots.size());
    slots.clear();
    return lost;
  }
}
