package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log on disk as its one writer sees it: segments and the tree over their entries. An error of
 * the disk is the end of a segment, never of a record: the batch is written again, to the next one.
 * What fails there too is thrown, and the log is over.
 */
final class Shard {

  private final SegmentOpener opener;
  private final HashFiles tree;
  private final ClockWatch clock;
  private final SystemRecords records;
  private final boolean syncsEachBatch;
  private final LogMemory memory;
  private @Nullable OpenSegment open;

  Shard(
      SegmentOpener opener,
      HashFiles tree,
      ClockWatch clock,
      boolean syncsEachBatch,
      LogMemory memory) {
    this.opener = opener;
    this.tree = tree;
    this.clock = clock;
    this.syncsEachBatch = syncsEachBatch;
    this.memory = memory;
    records = new SystemRecords(clock);
  }

  /** Begins the first segment of this run. */
  void begin(Recovered found) throws IOException {
    begin(opener.take(), found.nextSegment(), found.previousLength(), found.link());
  }

  private void begin(StoredFile file, int id, long previousLength, byte[] link) throws IOException {
    SegmentWriter begun = opener.begin(file, id, previousLength, link, tree);
    open = new OpenSegment(begun, syncsEachBatch);
  }

  /** Writes records, in as many segments as it takes, and tells their receipts. */
  void append(List<Slot> slots) throws IOException {
    for (int from = 0; from < slots.size(); ) {
      int to = from;
      int bytes = 0;
      for (int next; to < slots.size(); to++, bytes = next) {
        next = bytes + SegmentWriter.frameBytes(slots.get(to).length);
        if (!segment().fits(next)) {
          break;
        }
      }
      if (to == from) {
        roll();
      } else {
        appendRun(slots.subList(from, to));
        from = to;
      }
    }
  }

  private void appendRun(List<Slot> run) throws IOException {
    byte[] linkBefore = segment().link();
    try {
      settle(run, segment().write(run, clock));
    } catch (SegmentFailure failure) {
      failOver(opener.takeAfterFailure(), linkBefore);
      try {
        settle(run, segment().write(run, clock));
      } catch (SegmentFailure again) {
        throw again.error;
      }
    }
  }

  private void settle(List<Slot> run, List<byte[]> leaves) throws IOException {
    for (int i = 0; i < run.size(); i++) {
      Slot slot = run.get(i);
      tree.append(leaves.get(i));
      if (slot.event == Event.CLOCK_STEP) {
        clock.recorded();
      }
      memory.has(tree.size());
      slot.durable(tree.size() - 1);
    }
    tree.flush();
  }

  /**
   * Leaves a segment whose disk failed, at the last byte that counts, and puts a gap on record. A
   * failed sync is never repeated: the operating system may have forgotten what it did not write.
   */
  private void failOver(StoredFile next, byte[] link) throws IOException {
    OpenSegment failed = segment();
    abandon(failed);
    begin(next, failed.id() + 1, failed.kept(), link);
    segment().keepAllOf(failed);
    List<Slot> gap = List.of(records.ioError(failed.id(), failed.uncertain()));
    try {
      settle(gap, segment().write(gap, clock));
    } catch (SegmentFailure again) {
      throw again.error;
    }
  }

  private void abandon(OpenSegment failed) {
    open = null;
    try (failed) {
      failed.cutTo(failed.kept());
      opener.ended(failed.kept());
    } catch (IOException e) {
      // The header of the next segment says how much of this one counts.
    }
  }

  /** Ends the segment and begins the next. */
  private void roll() throws IOException {
    tree.sync();
    StoredFile next = opener.take();
    OpenSegment full = segment();
    try {
      full.end();
    } catch (IOException e) {
      failOver(next, full.link());
      return;
    }
    opener.ended(full.written());
    open = null;
    full.close();
    begin(next, full.id() + 1, full.written(), full.link());
  }

  /** Forces what was written to disk, for ASYNC. */
  void sync() throws IOException {
    try {
      segment().sync();
    } catch (IOException e) {
      failOver(opener.takeAfterFailure(), segment().link());
    }
  }

  /** Keeps a checkpoint among the entries. It reaches the disk with the next of them. */
  void keep(byte[] note) throws IOException {
    int bytes = note.length + Frame.PREFIX_BYTES;
    if (!segment().fits(bytes + SegmentWriter.frameBytes(0))) {
      roll();
    }
    segment().keep(note);
  }

  /** From the next segment on, which is begun now, keys are wrapped by this key. */
  void use(KeyEncryptionKey next) throws IOException {
    KeyEncryptionKey before = opener.kek();
    opener.use(next);
    try {
      roll();
    } catch (NoRoomException e) {
      opener.use(before);
      throw e;
    }
  }

  /** Ends the last segment, whose entries are durable already. */
  void close() throws IOException {
    OpenSegment last = open;
    if (last != null) {
      endLast(last);
    }
    tree.sync();
    tree.close();
    opener.close();
  }

  private void endLast(OpenSegment last) throws IOException {
    try {
      last.end();
      open = null;
      last.close();
    } catch (IOException e) {
      abandon(last); // what is lost is checkpoints, the last of which is a file too
    }
  }

  /** Lets go of files that are still open, as they are. */
  void release() throws IOException {
    OpenSegment last = open;
    open = null;
    try (tree;
        last) {
      opener.release();
    }
  }

  HashFiles tree() {
    return tree;
  }

  private OpenSegment segment() {
    OpenSegment segment = open;
    if (segment == null) {
      throw new IllegalStateException("there is no open segment");
    }
    return segment;
  }
}
