package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A copy of one log, in the same layout. Bytes are taken in order; each entry must continue the one
 * before. {@link #confirm} compares the tree with a checkpoint and only then are the bytes worth
 * anything: after a restart, what no checkpoint confirmed is fetched again.
 *
 * <p>Between two calls it keeps no file open and little memory. Not safe for use by several
 * threads, and not to be used after an exception: whoever opens it again begins at the last
 * checkpoint.
 */
public final class Mirror {

  /** The last checkpoint that confirmed the copy, as in the log's own folder. */
  public static final String CHECKPOINT = "checkpoint";

  /** The last one that the collector cosigned. */
  public static final String COSIGNED = "checkpoint.cosigned";

  private final Storage storage;
  private final VerifierKey log;
  private final TreeHash hash = new TreeHash();
  private final Set<Integer> unsynced = new TreeSet<>();
  private Progress progress;
  private Optional<Confirmed> confirmed;

  private Mirror(
      Storage storage, VerifierKey log, Progress progress, Optional<Confirmed> confirmed) {
    this.storage = storage;
    this.log = log;
    this.progress = progress;
    this.confirmed = confirmed;
  }

  /**
   * Opens a copy where its last checkpoint left it, or begins one.
   *
   * @param log key of the log, from elsewhere; its name is the origin
   * @throws MirrorBrokenException if it is not the one that was confirmed any more
   */
  public static Mirror open(Storage storage, VerifierKey log) throws IOException {
    Optional<Confirmed> confirmed = Confirmed.read(storage, log);
    Progress progress = new MirrorRecovery(storage, log.name()).backTo(confirmed);
    if (confirmed.isPresent()) {
      confirmed.get().write(storage);
    }
    return new Mirror(storage, log, progress, confirmed);
  }

  /** Which byte is wanted next. */
  public Position position() {
    return progress.received();
  }

  /** Entries that were read, confirmed or not. */
  public long size() {
    return progress.size();
  }

  /** The last checkpoint that confirmed the copy. */
  public Optional<Checkpoint> confirmed() {
    return confirmed.map(Confirmed::checkpoint);
  }

  /** Entries that are confirmed, and on disk. */
  public long confirmedSize() {
    return confirmed.map(one -> one.checkpoint().size()).orElse(0L);
  }

  /** Whether all that was confirmed ends with {@code log.close}. */
  public boolean endsWithClose() {
    return progress.lastEvent() == Event.LOG_CLOSE.code() && confirmedSize() == progress.size();
  }

  /**
   * Takes the next bytes.
   *
   * @param at {@link #position}, or the beginning of the next segment
   * @throws MirrorBrokenException if they do not continue what is there
   */
  public void append(Position at, byte[] bytes) throws IOException {
    if (!at.equals(progress.received())) {
      if (!at.equals(progress.received().next())) {
        throw new IllegalArgumentException("%s does not follow".formatted(at));
      }
      requireWhole();
      progress = progress.nextSegment();
    }
    try (StoredFile file = storage.open(SegmentHeader.fileName(at.segment()))) {
      unsynced.add(at.segment());
      file.writeFully(ByteBuffer.wrap(bytes), at.bytes());
      progress = progress.received(bytes.length);
      try (HashFiles tree = HashFiles.open(storage, hash, progress.size())) {
        progress = new SegmentWalk(hash, log.name(), tree).follow(file, progress);
        tree.flush();
      }
    }
  }

  /**
   * To be called where the log says that no more bytes belong to what was taken.
   *
   * @throws MirrorBrokenException if what was taken ends within a frame
   */
  public void requireWhole() throws MirrorBrokenException {
    if (progress.scanned() != progress.received().bytes()) {
      throw new MirrorBrokenException(
          "segment %d has no whole frame at byte %d"
              .formatted(progress.received().segment(), progress.scanned()));
    }
  }

  /**
   * Compares the copy with a checkpoint that was verified, and on agreement forces it to disk.
   *
   * @param note not older than the one before
   * @throws MirrorBrokenException if the entries are not those that were signed, or fewer
   */
  public void confirm(SignedNote note, Checkpoint checkpoint) throws IOException {
    if (checkpoint.size() < confirmedSize()) {
      throw new IllegalArgumentException("older than what was confirmed");
    }
    if (checkpoint.size() > size()) {
      throw new MirrorBrokenException(
          "there are %d entries and %d were signed".formatted(size(), checkpoint.size()));
    }
    try (HashFiles tree = HashFiles.open(storage, hash, size())) {
      byte[] root = new Proofs(hash).root(tree, checkpoint.size());
      if (!Arrays.equals(root, checkpoint.root())) {
        throw new MirrorBrokenException(
            "the first %d entries are not those that were signed".formatted(checkpoint.size()));
      }
      for (int id : unsynced) {
        try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
          file.sync();
        }
      }
      tree.sync();
    }
    Confirmed now = new Confirmed(segmentOf(checkpoint.size() - 1), note, checkpoint);
    now.write(storage);
    unsynced.clear();
    confirmed = Optional.of(now);
  }

  private int segmentOf(long index) throws IOException {
    SegmentHeaders headers = new SegmentHeaders(storage);
    int begun = progress.received().segment();
    int id = progress.scanned() == 0 ? begun - 1 : begun; // whose header is there
    while (id > 0 && headers.of(id).firstIndex() > index) {
      id--;
    }
    return id;
  }

  /** Keeps a cosigned checkpoint beside the copy. */
  public void keepCosigned(SignedNote note) throws IOException {
    storage.replace(COSIGNED, note.encode());
  }
}
