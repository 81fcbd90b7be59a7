package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.writer.LogStatus.State;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The writer's thread: takes from the ring, gathers a batch, writes it, looks at the clock. Where
 * the disk fails it loses what comes, and opens the log again as soon as it can.
 */
final class WriterLoop implements Runnable {

  private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_WITNESS_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** A disk that has not answered for so long is no better than one that failed. */
  private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long IDLE = 0;

  private final Ring ring;
  private final LogOpener opener;
  private final LogMemory memory;
  private final long windowNanos;
  private final long reopenNanos;
  private final Batch batch;
  private final AtomicReference<@Nullable KeyEncryptionKey> nextKek = new AtomicReference<>();
  private volatile Journal journal;
  private volatile State state = State.OPEN;
  private volatile String problem = "";
  private volatile boolean closing;
  private volatile boolean asleep;
  private volatile long busySince = IDLE; // with the disk

  WriterLoop(Ring ring, LogOpener opener, LogSettings settings) throws IOException {
    this.ring = ring;
    batch = new Batch(ring);
    this.opener = opener;
    memory = opener.memory();
    windowNanos =
        settings.durability() == Durability.STRICT ? 0 : settings.rhythm().window().toNanos();
    reopenNanos = settings.rhythm().reopen().toNanos();
    journal = opener.open();
  }

  @Override
  public void run() {
    boolean goesOn = true;
    while (goesOn) {
      goesOn = !ended() && reopened();
    }
    loseUntilClosed();
  }

  /** Writes until the end is on record; false if the disk fails before. */
  private boolean ended() {
    try {
      while (!closing || !ring.isEmpty()) {
        turn();
      }
      finish();
      return true;
    } catch (IOException | RuntimeException e) {
      problem = String.valueOf(e.getMessage());
      state = State.FAILED;
      opener.release(journal);
      return false;
    }
  }

  /** Tries every so often; false if the log is closed before, or must not go on. */
  private boolean reopened() {
    long failed = System.nanoTime();
    while (!closing) {
      loseWhatWaits();
      if (System.nanoTime() - failed < reopenNanos) {
        sleep(NAP_NANOS);
        continue;
      }
      try {
        reopen();
        return true;
      } catch (LogRefusedException e) {
        problem = String.valueOf(e.getMessage());
        return false;
      } catch (IOException | RuntimeException e) {
        problem = String.valueOf(e.getMessage());
        failed = System.nanoTime();
      }
    }
    return false;
  }

  private void reopen() throws IOException {
    KeyEncryptionKey next = nextKek.get();
    journal = opener.again(next == null ? journal.kek() : next);
    nextKek.compareAndSet(next, null);
    problem = "";
    state = State.OPEN;
  }

  private void turn() throws IOException {
    batch.gather(windowNanos, this::isClosing);
    if (batch.isEmpty()) {
      sleep(NAP_NANOS);
    }
    busySince = System.nanoTime() | 1; // which is never IDLE
    try {
      rotateIfAsked();
      if (!batch.isEmpty()) {
        journal.append(journal.ofThisRun(batch.slots()));
      }
      journal.tick();
      state = journal.hasRoom() ? State.OPEN : nearlyOrQuite();
    } catch (NoRoomException e) {
      state = State.FULL;
    } finally {
      busySince = IDLE;
    }
    lose();
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

  private void sleep(long nanos) {
    asleep = true;
    if (ring.isEmpty() && !closing) {
      LockSupport.parkNanos(this, nanos);
    }
    asleep = false;
  }

  /** Gives the batch back. What of it was not written is counted. */
  private void lose() {
    int lost = batch.giveBack();
    if (lost > 0) {
      memory.missing(lost);
    }
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
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  /** A log that takes nothing still answers: whatever it took, it has lost. */
  private void loseWhatWaits() {
    do {
      lose();
      batch.take();
    } while (!batch.isEmpty());
  }

  private void loseUntilClosed() {
    loseWhatWaits();
    while (!closing) {
      sleep(NAP_NANOS);
      loseWhatWaits();
    }
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

  /** Whether it has been waiting for the disk for too long. Any thread. */
  boolean hangs() {
    long since = busySince;
    return since != IDLE && System.nanoTime() - since > HANGS_NANOS;
  }

  /** By which records are timed. */
  ClockWatch watch() {
    return journal.watch();
  }

  LogStatus status() {
    return hangs()
        ? journal.status(State.FAILED, "the disk does not answer")
        : journal.status(state, problem);
  }
}
