package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.writer.LogStatus.State;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The writer's thread: takes from the ring, gathers a batch, writes it, looks at the clock. */
final class WriterLoop implements Runnable {

  private static final int MAX_BATCH = 256;
  private static final long GATHERING_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_WITNESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Ring ring;
  private final Journal journal;
  private final long windowNanos;
  private final List<Slot> batch = new ArrayList<>(MAX_BATCH);
  private final AtomicReference<@Nullable KeyEncryptionKey> nextKek = new AtomicReference<>();
  private volatile State state = State.OPEN;
  private volatile String problem = "";
  private volatile boolean closing;
  private volatile boolean asleep;

  WriterLoop(Ring ring, Journal journal, LogSettings settings) {
    this.ring = ring;
    this.journal = journal;
    windowNanos =
        settings.durability() == Durability.STRICT ? 0 : settings.rhythm().window().toNanos();
  }

  @Override
  public void run() {
    try {
      while (!closing || !ring.isEmpty()) {
        turn();
      }
      finish();
    } catch (IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    } finally {
      state = state == State.CLOSED ? State.CLOSED : State.FAILED;
      loseUntilClosed();
      release();
    }
  }

  /** Of a log that has failed; otherwise nothing is left. */
  private void release() {
    try {
      journal.release();
    } catch (IOException e) {
      // Nothing more is written to them.
    }
  }

  private void turn() throws IOException {
    rotateIfAsked();
    gather();
    if (batch.isEmpty()) {
      sleep(NAP_NANOS);
    }
    try {
      if (!batch.isEmpty()) {
        journal.append(batch);
      }
      journal.tick();
      state = journal.hasRoom() ? State.OPEN : nearlyOrQuite();
    } catch (NoRoomException e) {
      state = State.FULL;
      journal.dropped(lose());
    }
    ring.release(batch.size());
    batch.clear();
  }

  /** What is full stays so until another segment can be had. */
  private State nearlyOrQuite() {
    return state == State.FULL ? State.FULL : State.NEARLY_FULL;
  }

  private void rotateIfAsked() throws IOException {
    KeyEncryptionKey next = nextKek.get();
    if (next != null) {
      try {
        journal.rotate(next);
        nextKek.compareAndSet(next, null);
      } catch (NoRoomException e) {
        // It is tried again at the next turn. Until there is room, the key before does as well.
      }
    }
  }

  private void gather() {
    ring.drainTo(batch, MAX_BATCH);
    if (batch.isEmpty()) {
      return;
    }
    long until = System.nanoTime() + windowNanos;
    for (long left = windowNanos; left > 0 && batch.size() < MAX_BATCH && !closing; ) {
      LockSupport.parkNanos(Math.min(left, GATHERING_NANOS));
      ring.drainTo(batch, MAX_BATCH);
      left = until - System.nanoTime();
    }
  }

  private void sleep(long nanos) {
    asleep = true;
    if (ring.isEmpty() && !closing) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep = false;
  }

  /** Tells the receipts that heard nothing yet; returns how many. */
  private int lose() {
    int lost = 0;
    for (Slot slot : batch) {
      lost += slot.lost() ? 1 : 0;
    }
    return lost;
  }

  private void finish() throws IOException {
    long until = System.nanoTime() + LAST_WITNESS_NANOS;
    awaitWitness(until); // who is busy with the checkpoint before would not be asked for the last
    try {
      journal.end();
    } catch (NoRoomException e) {
      problem = "there was no room to put the end on record";
    }
    awaitWitness(until);
    journal.close();
    state = State.CLOSED;
  }

  private void awaitWitness(long until) {
    while (journal.witnessIsBusy() && System.nanoTime() < until) {
      LockSupport.parkNanos(GATHERING_NANOS);
    }
  }

  /** A log that has failed still answers: whatever it took, it has lost. */
  private void loseUntilClosed() {
    do {
      lose();
      ring.release(batch.size());
      batch.clear();
      ring.drainTo(batch, MAX_BATCH);
      if (batch.isEmpty() && !closing) {
        sleep(NAP_NANOS);
      }
    } while (!batch.isEmpty() || !closing);
  }

  /** Wakes the thread if it sleeps. Any thread. */
  void wake(Thread thread) {
    if (asleep) {
      LockSupport.unpark(thread);
    }
  }

  void close() {
    closing = true;
  }

  boolean isClosing() {
    return closing;
  }

  void rotateTo(KeyEncryptionKey next) {
    nextKek.set(next);
  }

  State state() {
    return state;
  }

  LogStatus status() {
    return journal.status(state, problem);
  }
}
