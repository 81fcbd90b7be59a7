package dev.drawbridge.sidecar.export;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.Cosignature;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.witness.Witness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The collector as the log's witness. The log asks, and the pod has no way out: so the question
 * lies here until the collector comes and answers it. The answer's form is checked and nothing
 * else; an auditor has the witness's key, the pod has not.
 */
public final class ExchangeWitness implements Witness {

  /** The collector comes every second or so; a question that nobody took up is asked anew. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Who was not here for so long is not waited for. */
  private static final Duration ABSENT = Duration.ofSeconds(30);

  private final Acknowledgement acknowledgement;
  private final LongSupplier nanoTime;
  private final Duration patience;
  private final AtomicReference<@Nullable Question> open = new AtomicReference<>();
  private volatile long contactNanos;
  private volatile boolean contacted;

  /** A checkpoint that waits for its cosignature. */
  record Question(
      SignedNote note, Checkpoint checkpoint, CompletableFuture<SignedNote.Signature> answer) {}

  /**
   * Begins without a question.
   *
   * @param acknowledgement tells how far the collector was, before it comes for the first time
   */
  public ExchangeWitness(Acknowledgement acknowledgement, LongSupplier nanoTime) {
    this(acknowledgement, nanoTime, PATIENCE);
  }

  ExchangeWitness(Acknowledgement acknowledgement, LongSupplier nanoTime, Duration patience) {
    this.acknowledgement = acknowledgement;
    this.nanoTime = nanoTime;
    this.patience = patience;
  }

  /** Not known in the pod. */
  @Override
  public VerifierKey key() {
    throw new UnsupportedOperationException("the collector publishes its key, the pod has none");
  }

  @Override
  public long latestSize(String origin) {
    return acknowledgement.cursor().witness();
  }

  @Override
  public SignedNote.Signature cosign(long oldSize, List<byte[]> proof, SignedNote note)
      throws IOException {
    if (!isPresent()) {
      throw new IOException("no collector has come in the last %d s".formatted(ABSENT.toSeconds()));
    }
    Question question = new Question(note, parse(note), new CompletableFuture<>());
    open.set(question);
    try {
      return question.answer().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the collector did not come in time", e);
    } catch (ExecutionException e) {
      throw new IOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for the collector", e);
    } finally {
      open.compareAndSet(question, null);
    }
  }

  private static Checkpoint parse(SignedNote note) throws IOException {
    try {
      return Checkpoint.parse(note.text());
    } catch (MalformedNoteException e) {
      throw new IOException("the log asks for something that is no checkpoint", e);
    }
  }

  /** Whether the collector comes, so that it can be waited for. */
  boolean isPresent() {
    return contacted && nanoTime.getAsLong() - contactNanos <= ABSENT.toNanos();
  }

  /** The collector is here. */
  void contact() {
    contactNanos = nanoTime.getAsLong();
    contacted = true;
  }

  /** The question that waits, if it is about more than so many entries. */
  Optional<Question> beyond(long size) {
    Question question = open.get();
    return question != null && question.checkpoint().size() > size
        ? Optional.of(question)
        : Optional.empty();
  }

  /**
   * Takes a cosignature.
   *
   * @param size of the tree that it is about
   * @param line one signature line of a signed note
   * @throws MalformedNoteException if it is none of a witness
   */
  void answer(long size, byte[] line) throws MalformedNoteException {
    SignedNote.Signature signature = parse(line);
    Question question = open.get();
    if (question != null && question.checkpoint().size() == size) {
      question.answer().complete(signature);
    }
    // Nobody waits for any other: the collector keeps it, beside its copy of the log.
  }

  private static SignedNote.Signature parse(byte[] line) throws MalformedNoteException {
    String note = "\n\n" + new String(line, StandardCharsets.UTF_8);
    List<SignedNote.Signature> lines =
        SignedNote.parse(note.getBytes(StandardCharsets.UTF_8)).signatures();
    if (lines.size() != 1) {
      throw new MalformedNoteException("one signature line is wanted");
    }
    Cosignature.parse(lines.getFirst().bytes()); // which throws
    return lines.getFirst();
  }
}
