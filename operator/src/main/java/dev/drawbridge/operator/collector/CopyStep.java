package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.mirror.MirrorBrokenException;
import dev.drawbridge.audit.mirror.Position;
import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.operator.collector.Finding.FoundException;
import dev.drawbridge.operator.collector.PodLog.Answer;
import dev.drawbridge.operator.collector.PodLog.Fewer;
import dev.drawbridge.operator.collector.PodLog.Nothing;
import dev.drawbridge.operator.collector.PodLog.Offer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Brings the copy of a log on, by so much and for so long at most that others get their turn. */
final class CopyStep {

  private static final long BYTES_A_VISIT = 8L << 20;

  /** A door that hands out byte for byte would keep a lane for ever. */
  private static final Duration TIME_A_VISIT = Duration.ofSeconds(10);

  private final Copies copies;
  private final Clock clock;
  private final WatchedLog log;
  private final PodLog pod;

  CopyStep(Equipment equipment, WatchedLog log, PodLog pod) {
    copies = equipment.copies();
    clock = equipment.clock();
    this.log = log;
    this.pod = pod;
  }

  /**
   * Fetches what the target wants.
   *
   * @param offer what the pod has shown just now
   * @return whether there is more of it to fetch
   */
  boolean run(Optional<Offer> offer) throws IOException, FoundException {
    Mirror mirror = open();
    if (offer.isPresent() && mirror.confirmed().isPresent()) {
      compare(mirror.confirmed().get(), offer.get().checkpoint());
    }
    Optional<Offer> target =
        log.target().filter(one -> one.checkpoint().size() > mirror.confirmedSize());
    log.target(target);
    return target.isPresent() && bringTo(target.get(), mirror);
  }

  /** What the copy was confirmed by was signed, too. */
  private static void compare(Checkpoint before, Checkpoint now) throws FoundException {
    if (now.size() < before.size()) {
      throw new FoundException(
          Problem.SHRUNK,
          "%d entries of it were collected, and it has %d.".formatted(before.size(), now.size()));
    }
    if (now.size() == before.size() && !now.sameTree(before)) {
      throw new FoundException(
          Problem.FORKED, "There are two checkpoints of %d entries.".formatted(now.size()));
    }
  }

  private boolean bringTo(Offer target, Mirror mirror) throws IOException, FoundException {
    try {
      boolean all = mirror.size() >= target.checkpoint().size() || fetch(mirror);
      if (all) {
        confirm(mirror, target);
      }
      return !all;
    } catch (MirrorBrokenException e) {
      log.closeMirror();
      log.target(Optional.empty());
      open(); // which takes away what does not belong to the copy
      throw broken(mirror.confirmed(), e);
    } catch (StorageException e) {
      log.closeMirror();
      throw new FoundException(
          Problem.STORAGE,
          "Copies cannot be written (%s); see the volume behind DRAWBRIDGE_COLLECTOR_DIRECTORY."
              .formatted(e.getMessage()),
          e);
    }
  }

  /** The disk of the collector failed, not the way to the pod. */
  private static final class StorageException extends IOException {
    private static final long serialVersionUID = 1;

    StorageException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private Mirror open() throws FoundException {
    try {
      return log.mirror();
    } catch (IOException e) {
      throw new FoundException(
          Problem.COPY_DAMAGED,
          "%s. Keep the folder %s for whoever looks into it, but elsewhere: then the log is fetched anew."
              .formatted(e.getMessage(), log.origin()),
          e);
    }
  }

  private void confirm(Mirror mirror, Offer target) throws IOException {
    try {
      mirror.confirm(target.note(), target.checkpoint());
      log.target(Optional.empty());
    } catch (MirrorBrokenException e) {
      throw e;
    } catch (IOException e) {
      throw new StorageException(e);
    }
  }

  private boolean fetch(Mirror mirror) throws IOException, FoundException {
    List<PublishedFile> segments =
        pod.files().stream().filter(file -> file.name().startsWith("segments/")).toList();
    Budget budget = new Budget(clock);
    for (int id = mirror.position().segment(); id < segments.size(); id++) {
      segment(mirror, id, segments.get(id), budget);
      if (budget.isSpent()) {
        return false;
      }
    }
    mirror.requireWhole();
    return true;
  }

  /** What is left for a visit. */
  private static final class Budget {

    private final Clock clock;
    private final Instant until;
    private long bytes = BYTES_A_VISIT;

    Budget(Clock clock) {
      this.clock = clock;
      until = clock.instant().plus(TIME_A_VISIT);
    }

    void spend(int taken) {
      bytes -= taken;
    }

    boolean isSpent() {
      return bytes <= 0 || clock.instant().isAfter(until);
    }
  }

  private void segment(Mirror mirror, int id, PublishedFile file, Budget budget)
      throws IOException, FoundException {
    if (!file.name().equals(SegmentHeader.fileName(id))) {
      throw new IOException("the listing of segments is not in order");
    }
    Position at = mirror.position();
    at = at.segment() == id ? at : at.next();
    while (at.bytes() < file.bytes() && !budget.isSpent()) {
      byte[] bytes = pod.read(file.name(), at.bytes());
      int wanted = (int) Math.min(bytes.length, file.bytes() - at.bytes());
      append(mirror, at, Arrays.copyOf(bytes, wanted));
      budget.spend(wanted);
      at = mirror.position();
    }
  }

  private void append(Mirror mirror, Position at, byte[] bytes) throws IOException, FoundException {
    try {
      if (!copies.hasRoom(bytes.length)) {
        throw new FoundException(
            Problem.STORAGE,
            "The copies take %d bytes, as many as they may (DRAWBRIDGE_COLLECTOR_QUOTA). Move copies of ended pods elsewhere, or give them more room; meanwhile checkpoints go on being cosigned."
                .formatted(copies.used()));
      }
      mirror.append(at, bytes);
      copies.grown(bytes.length);
    } catch (MirrorBrokenException e) {
      throw e;
    } catch (IOException e) {
      throw new StorageException(e);
    }
  }

  /** Two checkpoints of which one did not grow out of the other are proof of a fork. */
  private FoundException broken(Optional<Checkpoint> confirmed, MirrorBrokenException broken)
      throws IOException {
    if (confirmed.isPresent()) {
      Checkpoint before = confirmed.get();
      Answer answer = pod.checkpoint(before.size());
      switch (answer) {
        case Fewer fewer -> {
          return new FoundException(
              Problem.SHRUNK,
              "It had %d entries and has %d.".formatted(before.size(), fewer.size()));
        }
        case Offer now -> {
          if (log.key().verifies(now.note()) && !grew(before, now)) {
            return new FoundException(
                Problem.FORKED,
                "Its %d entries do not begin with the %d that were collected."
                    .formatted(now.checkpoint().size(), before.size()));
          }
        }
        case Nothing nothing -> {}
      }
    }
    return new FoundException(
        Problem.COPY_DIFFERS, "Of the bytes fetched, %s.".formatted(broken.getMessage()), broken);
  }

  private static boolean grew(Checkpoint before, Offer now) {
    return new Proofs(new TreeHash())
        .consistent(
            before.size(),
            before.root(),
            now.checkpoint().size(),
            now.checkpoint().root(),
            now.proof());
  }
}
