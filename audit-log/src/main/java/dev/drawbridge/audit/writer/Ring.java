package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.AuditRecord;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A bounded queue from many threads to one, without locks. Each slot has a turn: it may be filled
 * when its turn is the position of whoever fills it, and taken when its turn is one more. A slot
 * stays taken until its record is on disk, for the record may have to be written twice.
 */
final class Ring {

  private final Slot[] slots;
  private final AtomicLongArray turns;
  private final AtomicLong tail = new AtomicLong();
  private final int mask;
  private long head; // of the one thread that takes

  Ring(int capacity) {
    slots = new Slot[capacity];
    turns = new AtomicLongArray(capacity);
    mask = capacity - 1;
    for (int i = 0; i < capacity; i++) {
      slots[i] = new Slot();
      turns.set(i, i);
    }
  }

  /** Copies the record in; false if there is no room. */
  boolean offer(AuditRecord record, int length, Receipt receipt) {
    long position = tail.get();
    while (true) {
      int at = (int) position & mask;
      long ahead = turns.get(at) - position;
      if (ahead < 0) {
        return false;
      }
      if (ahead == 0 && tail.compareAndSet(position, position + 1)) {
        slots[at].fill(record, length, receipt);
        turns.setRelease(at, position + 1);
        return true;
      }
      position = tail.get();
    }
  }

  /** Adds what is ready to a batch, up to its limit; what the batch has already came before. */
  void drainTo(List<Slot> batch, int limit) {
    while (batch.size() < limit) {
      long position = head + batch.size();
      int at = (int) position & mask;
      if (turns.getAcquire(at) != position + 1) {
        return;
      }
      batch.add(slots[at]);
    }
  }

  /** Gives the slots of a batch back. */
  void release(int count) {
    for (int i = 0; i < count; i++, head++) {
      int at = (int) head & mask;
      slots[at].receipt = null;
      turns.setRelease(at, head + slots.length);
    }
  }

  /** Whether anything waits, or is just being filled in. */
  boolean isEmpty() {
    return tail.get() == head;
  }
}
