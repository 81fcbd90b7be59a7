package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.segment.SegmentWriter.Moment;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
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
  private final List<byte[]> unkept = new ArrayList<>(); // checkpoints that a failing disk may lose
  private @Nullable SegmentWriter open;
  private long durableBytes; // of the open segment
  private boolean unsynced;

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
    open = begun;
    durableBytes = begun.written();
    unsynced = false;
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
      settle(run, write(run));
    } catch (SegmentFailure failure) {
      failOver(opener.takeAfterFailure(), linkBefore);
      try {
        settle(run, write(run));
      } catch (SegmentFailure again) {
        throw again.error;
      }
    }
  }

  private List<byte[]> write(List<Slot> run) throws SegmentFailure, IOException {
    List<byte[]> leaves = new ArrayList<>(run.size());
    SegmentWriter writer = segment();
    try {
      boolean withStep = false;
      for (Slot slot : run) {
        withStep |= slot.event == Event.CLOCK_STEP;
        Moment moment = clock.moment(withStep);
        leaves.add(writer.put(slot.event, slot.ref, moment, slot.bytes, slot.length));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("a record cannot be sealed", e);
    }
    try {
      writer.write();
      unsynced = true;
      if (syncsEachBatch) {
        syncSegment();
      }
      unkept.clear();
    } catch (IOException e) {
      throw new SegmentFailure(e);
    }
    return leaves;
  }

  private void syncSegment() throws IOException {
    if (unsynced) {
      segment().sync();
      durableBytes = segment().written();
      unsynced = false;
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
    SegmentWriter failed = segment();
    long kept = syncsEachBatch ? durableBytes : failed.written();
    int id = failed.header().id();
    abandon(failed, kept);
    begin(next, id + 1, kept, link);
    unkept.forEach(segment()::putCheckpoint);
    List<Slot> gap = List.of(records.ioError(id, failed.written() - durableBytes));
    try {
      settle(gap, write(gap));
    } catch (SegmentFailure again) {
      throw again.error;
    }
  }

  private void abandon(SegmentWriter failed, long kept) {
    open = null;
    try (failed) {
      failed.cutTo(kept);
      opener.ended(kept);
    } catch (IOException e) {
      // The header of the next segment says how much of this one counts.
    }
  }

  /** Ends the segment and begins the next. */
  private void roll() throws IOException {
    tree.sync();
    StoredFile next = opener.take();
    SegmentWriter full = segment();
    try {
      full.write();
      unsynced = true;
      syncSegment();
      unkept.clear();
      full.seal();
    } catch (IOException e) {
      failOver(next, full.link());
      return;
    }
    opener.ended(full.written());
    open = null;
    full.close();
    begin(next, full.header().id() + 1, full.written(), full.link());
  }

  /** Forces what was written to disk, for ASYNC. */
  void sync() throws IOException {
    try {
      syncSegment();
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
    segment().putCheckpoint(note);
    unkept.add(note);
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
    SegmentWriter last = open;
    if (last != null) {
      endLast(last);
    }
    tree.sync();
    tree.close();
    opener.close();
  }

  private void endLast(SegmentWriter last) throws IOException {
    try {
      last.write();
      last.sync();
      last.seal();
      open = null;
      last.close();
    } catch (IOException e) {
      abandon(last, durableBytes); // what is lost is checkpoints, the last of which is a file too
    }
  }

  /** Lets go of files that are still open, as they are. */
  void release() throws IOException {
    SegmentWriter last = open;
    open = null;
    try (tree;
        last) {
      opener.release();
    }
  }

  HashFiles tree() {
    return tree;
  }

  private SegmentWriter segment() {
    SegmentWriter writer = open;
    if (writer == null) {
      throw new IllegalStateException("there is no open segment");
    }
    return writer;
  }
}
