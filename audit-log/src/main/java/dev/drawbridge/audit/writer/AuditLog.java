package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.witness.Witness;
import dev.drawbridge.audit.writer.LogStatus.State;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A log that is being written. {@link #append} may be called from any thread and never waits: what
 * it takes is copied, and the receipt hears when it is durable.
 *
 * <p>One thread of its own does everything else. When its disk fails the log is {@link
 * State#FAILED} and takes nothing, so that a caller who asks before each request fails closed. The
 * thread opens it again every so often, as if the process had been started anew, and puts on record
 * how many records are missing. What contradicts what was signed is not opened again.
 */
public final class AuditLog implements Closeable {

  private final Ring ring;
  private final LogOpener opener;
  private final WriterLoop loop;
  private final Thread thread;

  private AuditLog(LogSettings settings, LogOpener opener) throws IOException {
    this.opener = opener;
    ring = new Ring(settings.limits().ringSlots());
    loop = new WriterLoop(ring, opener, settings);
    thread = Thread.ofPlatform().name("audit-log").daemon().start(loop);
  }

  /**
   * Opens a log, recovers what a crash has left, and puts on record that it did.
   *
   * @param witness cosigns its checkpoints, if there is one
   * @throws LogRefusedException if what is on disk contradicts what was signed
   */
  public static AuditLog open(
      LogSettings settings,
      LogKeys keys,
      Storage storage,
      Optional<Witness> witness,
      LogClock clock)
      throws IOException {
    if (!settings.origin().equals(keys.signer().verifier().name())) {
      throw new IllegalArgumentException("the signer signs for another origin");
    }
    LogOpener opener = new LogOpener(settings, keys, storage, witness, clock);
    try {
      return new AuditLog(settings, opener);
    } catch (IOException | RuntimeException e) {
      opener.close();
      throw e;
    }
  }

  /**
   * Hands a record over.
   *
   * @return whether the receipt will hear of it; if not, why
   */
  public Admission append(AuditRecord record, Receipt receipt) {
    if (record.event().ofTheLog()) {
      throw new IllegalArgumentException("only the log itself writes " + record.event().text());
    }
    Admission admission = gate(record.event());
    if (admission == Admission.TAKEN) {
      admission = offer(record, receipt);
    }
    if (admission == Admission.TAKEN) {
      loop.wake(thread);
    }
    return admission;
  }

  /**
   * A record was refused, and what it tells of has happened nevertheless: it is missing. That is
   * counted, and put on record as soon as there is room.
   */
  public void missing() {
    opener.memory().missing(1);
  }

  private Admission gate(Event event) {
    if (loop.isClosing()) {
      return Admission.CLOSED;
    }
    boolean end = event == Event.INFERENCE_COMPLETED;
    return switch (loop.state()) {
      case OPEN -> end || !loop.hangs() ? Admission.TAKEN : Admission.CLOSED;
      case NEARLY_FULL -> end ? Admission.TAKEN : Admission.NO_SPACE;
      case FULL -> Admission.NO_SPACE;
      case CLOSED, FAILED -> Admission.CLOSED;
    };
  }

  private Admission offer(AuditRecord record, Receipt receipt) {
    ClockWatch clock = loop.watch();
    int length = record.encode(clock.wallMicros(), clock.monoMicros());
    if (length < 0) {
      return Admission.TOO_LARGE;
    }
    return ring.offer(record, length, receipt) ? Admission.TAKEN : Admission.OVERLOADED;
  }

  /**
   * From the next segment on, keys are wrapped by another key. It is begun within a turn, or as
   * soon as there is room for it, and the change is on record.
   */
  public void rotate(KeyEncryptionKey next) {
    loop.rotateTo(next);
  }

  public LogStatus status() {
    return loop.status();
  }

  /**
   * Writes what was taken, puts the end on record, and has it cosigned if the witness answers
   * within five seconds. Nobody may append any more: a record that races with this may hear
   * nothing.
   */
  @Override
  public void close() {
    loop.close();
    joinThread(); // an interrupt must not give the lock away while the thread still writes
    opener.close();
  }

  private void joinThread() {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
