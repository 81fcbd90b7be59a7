package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.witness.WitnessRefusal;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.collector.PodLog.Fewer;
import dev.drawbridge.operator.collector.PodLog.Nothing;
import dev.drawbridge.operator.collector.PodLog.Offer;
import dev.drawbridge.operator.collector.PodLog.Status;
import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One visit to one log: looks for a checkpoint, copies up to it, cosigns it if it is time, and
 * tells the pod what is kept. Whatever it is cut off after, the next one goes on.
 */
final class Visit {

  private static final Duration ASK_STATUS = Duration.ofSeconds(10);

  private final LogPod pod;
  private final WatchedLog log;
  private final PodLog door;
  private final Equipment equipment;
  private final Instant now;

  Visit(LogPod pod, WatchedLog log, PodLog door, Equipment equipment, Instant now) {
    this.pod = pod;
    this.log = log;
    this.door = door;
    this.equipment = equipment;
    this.now = now;
  }

  /**
   * Visits.
   *
   * @return whether there is more to fetch already
   * @throws FoundException if something is wrong with the log, or with keeping it
   * @throws IOException if the pod does not answer
   */
  boolean run() throws IOException, FoundException {
    askStatus();
    long known = cosigned();
    Optional<Offer> offer = ask(known);
    if (log.target().isEmpty()) {
      log.target(offer.or(this::remembered));
    }
    boolean more = false;
    Optional<FoundException> late = failed();
    try {
      more = new CopyStep(equipment, log, door).run(offer);
    } catch (FoundException e) {
      if (e.finding().problem().ofTheLog()) {
        throw e;
      }
      late = Optional.of(e); // the witness does not depend on it
    }
    if (offer.isPresent()) {
      cosign(known, offer.get());
    }
    log.agreed(now); // else it would have been refused, or could not be remembered
    tell();
    if (late.isPresent()) {
      throw late.get();
    }
    return more;
  }

  private void askStatus() throws IOException, FoundException {
    if (now.isBefore(log.statusAt().plus(ASK_STATUS))) {
      return;
    }
    Status status = door.status();
    if (!status.key().equals(log.key().vkey())) {
      throw new FoundException(
          Problem.OTHER_KEY,
          "It says that its key is %s, and it is %s. Find out who runs in pod %s, and delete it."
              .formatted(status.key(), log.key().vkey(), pod.name()));
    }
    log.said(status, equipment.configurations().digest(pod), now);
  }

  /** A log that takes nothing any more is fetched all the same. */
  private Optional<FoundException> failed() {
    return log.status()
        .filter(status -> status.state() == LogState.FAILED)
        .map(
            status ->
                new FoundException(
                    Problem.LOG_FAILED,
                    "It says: %s. Mend its node's disk, or delete pod %s to have another one."
                        .formatted(status.problem(), pod.name())));
  }

  /** How the log itself does is seen without the witness's memory, or it would pass for stalled. */
  private long cosigned() throws IOException, FoundException {
    try {
      return known();
    } catch (FoundException e) {
      var _ = ask(log.checkpointSize());
      throw e;
    }
  }

  private long known() throws FoundException {
    try {
      return log.witness().latestSize(log.origin());
    } catch (IOException e) {
      throw forgetful(e);
    }
  }

  private static FoundException forgetful(IOException e) {
    return new FoundException(
        Problem.MEMORY,
        "ConfigMaps in the operator's namespace cannot be read or written (%s). It is tried again."
            .formatted(e.getMessage()),
        e);
  }

  private Optional<Offer> ask(long known) throws IOException, FoundException {
    return switch (door.checkpoint(known)) {
      case Nothing nothing -> {
        log.seen(known, now);
        yield Optional.empty();
      }
      case Fewer fewer -> throw shrunk(known, fewer.size());
      case Offer offer -> {
        check(offer);
        yield Optional.of(offer);
      }
    };
  }

  private FoundException shrunk(long before, long after) {
    return new FoundException(
        Problem.SHRUNK,
        "It had %d entries and has %d. Keep the volume of pod %s and the collected copy, and look into it."
            .formatted(before, after, pod.name()));
  }

  private void check(Offer offer) throws FoundException {
    Checkpoint checkpoint = offer.checkpoint();
    if (!checkpoint.origin().equals(log.origin()) || !log.key().verifies(offer.note())) {
      throw new FoundException(
          Problem.NOT_SIGNED,
          "It is of %d entries, and says that it is of %s. Find out who runs in pod %s."
              .formatted(checkpoint.size(), checkpoint.origin(), pod.name()));
    }
    if (checkpoint.size() < log.checkpointSize()) {
      throw shrunk(log.checkpointSize(), checkpoint.size());
    }
    log.seen(checkpoint.size(), now);
  }

  /** What was cosigned before the copy was lost, or before this process began. */
  private Optional<Offer> remembered() {
    try {
      Optional<SignedNote> note = log.witness().latestNote(log.origin());
      return note.isEmpty()
          ? Optional.empty()
          : Optional.of(new Offer(List.of(), note.get(), Checkpoint.parse(note.get().text())));
    } catch (IOException | MalformedNoteException e) {
      return Optional.empty(); // the next visit asks for a new one
    }
  }

  private void cosign(long known, Offer offer) throws IOException, FoundException {
    boolean last = log.isClosed() || pod.ending();
    if (!last && now.isBefore(log.cosignedAt().plus(equipment.cosigning().every()))) {
      return;
    }
    SignedNote.Signature cosignature;
    try {
      cosignature = log.witness().cosign(known, offer.proof(), offer.note());
    } catch (WitnessRefusal e) {
      throw refused(e);
    } catch (IOException e) {
      throw forgetful(e);
    }
    log.cosigned(now);
    door.cosign(offer.checkpoint(), cosignature);
  }

  private FoundException refused(WitnessRefusal refusal) {
    return switch (refusal.reason()) {
      case INCONSISTENT ->
          new FoundException(
              Problem.FORKED,
              "Witness: %s. Keep the volume of pod %s and the collected copy, and look into it."
                  .formatted(refusal.getMessage(), pod.name()),
              refusal);
      case NOT_SIGNED, UNKNOWN_LOG ->
          new FoundException(Problem.NOT_SIGNED, String.valueOf(refusal.getMessage()), refusal);
      case OTHER_SIZE ->
          new FoundException(
              Problem.MEMORY,
              "Somebody else has cosigned meanwhile: another leader. It is looked at again.",
              refusal);
    };
  }

  private void tell() throws IOException, FoundException {
    log.witnessed(known());
    long witnessed = Math.min(known(), log.checkpointSize());
    long kept = log.kept();
    try {
      log.keepCosigned();
    } catch (IOException e) {
      throw new FoundException(
          Problem.STORAGE, "The cosigned checkpoint cannot be kept: " + e.getMessage(), e);
    }
    if (log.isNews(kept, witnessed)) {
      door.acknowledge(kept, witnessed);
      log.told(kept, witnessed);
    }
  }
}
