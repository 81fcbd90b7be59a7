package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log on disk as its one writer sees it: segments and the tree over their entries. An error of
 * the disk is the end of a segment, never of a record: the batch is written again, to the next one.
 * What fails there too is thrown, and the log is over.
 */
final class Shard {

  private final String origin;
  private final SegmentSupply supply;
  private final HashFiles tree;
  private final TreeHash hash;
  private final ClockWatch clock;
  private final SystemRecords records;
  private final boolean syncsEachBatch;
  private final ByteBuffer buffer = ByteBuffer.allocate(SegmentWriter.BUFFER);
  private final SecureRandom random = new SecureRandom();
  private final List<byte[]> unkept = new ArrayList<>(); // checkpoints that a failing disk may lose
  private KeyEncryptionKey kek;
  private @Nullable SegmentWriter open;
  private long durableBytes; // of the open segment
  private boolean unsynced;

  /** No segment can be begun: nothing is broken, and later there may be room. */
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(IOException cause) {
      super(cause);
    }
  }

  Shard(
      LogSettings settings, SegmentSupply supply, Recovered found, LogKeys keys, ClockWatch clock) {
    this.supply = supply;
    this.clock = clock;
    origin = settings.origin();
    syncsEachBatch = settings.durability() != Durability.ASYNC;
    tree = found.tree();
    kek = keys.kek();
    hash = new TreeHash();
    records = new SystemRecords(clock);
  }

  /** Begins the first segment of this run. */
  void begin(Recovered found) throws IOException {
    begin(take(), found.nextSegment(), found.previousLength(), found.link());
  }

  /** Begins a segment, in another file if the disk fails below the first. */
  private void begin(StoredFile file, int id, long previousLength, byte[] link) throws IOException {
    try {
      beginIn(file, id, previousLength, link);
    } catch (IOException e) {
      file.close();
      supply.discard();
      beginIn(fileAfterFailure(), id, previousLength, link);
    }
    supply.prepare();
  }

  private void beginIn(StoredFile file, int id, long previousLength, byte[] link)
      throws IOException {
    try {
      byte[] key = new byte[SegmentCipher.KEY_BYTES];
      random.nextBytes(key);
      byte[] wrapped = kek.wrap(key, SegmentHeader.wrapContext(origin, id));
      long now = clock.wallMicros();
      List<byte[]> roots = tree.range().roots();
      SegmentHeader header =
          new SegmentHeader(
              id, tree.size(), previousLength, now, link, origin, kek.kid(), wrapped, roots);
      SegmentCipher cipher = new SegmentCipher(key, header.digest());
      SegmentWriter writer = SegmentWriter.begin(file, header, cipher, hash, buffer);
      supply.name(id);
      open = writer;
      durableBytes = writer.written();
      unsynced = false;
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of a segment cannot be wrapped", e);
    }
  }

  private StoredFile take() throws NoRoomException {
    try {
      return supply.take();
    } catch (IOException e) {
      throw new NoRoomException(e);
    }
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
      failOver(fileAfterFailure(), linkBefore);
      try {
        settle(run, write(run));
      } catch (SegmentFailure again) {
        throw again.error;
      }
    }
  }

  /** The disk failed below a segment: everything else is thrown as it is. */
  private static final class SegmentFailure extends Exception {
    private static final long serialVersionUID = 1;
    final IOException error;

    SegmentFailure(IOException error) {
      super(error);
      this.error = error;
    }
  }

  private List<byte[]> write(List<Slot> run) throws SegmentFailure, IOException {
    List<byte[]> leaves = new ArrayList<>(run.size());
    SegmentWriter writer = segment();
    try {
      for (Slot slot : run) {
        leaves.add(writer.put(slot.event, slot.ref, clock.moment(), slot.bytes, slot.length));
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
      long index = tree.size();
      tree.append(leaves.get(i));
      Receipt receipt = run.get(i).receipt;
      if (receipt != null) {
        receipt.durable(index);
        run.get(i).receipt = null;
      }
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

  /** Without room there is nowhere to go on: the segment that failed must not be used again. */
  private StoredFile fileAfterFailure() throws IOException {
    try {
      return take();
    } catch (NoRoomException e) {
      throw new IOException("the disk failed and there is no room for another segment", e);
    }
  }

  private void abandon(SegmentWriter failed, long kept) {
    open = null;
    try (failed) {
      failed.cutTo(kept);
      supply.sealed(kept);
    } catch (IOException e) {
      // The header of the next segment says how much of this one counts.
    }
  }

  /** Ends the segment and begins the next. */
  private void roll() throws IOException {
    StoredFile next = take();
    tree.sync();
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
    supply.sealed(full.written());
    open = null;
    full.close();
    begin(next, full.header().id() + 1, full.written(), full.link());
  }

  /** Forces what was written to disk, for ASYNC. */
  void sync() throws IOException {
    try {
      syncSegment();
    } catch (IOException e) {
      failOver(fileAfterFailure(), segment().link());
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

  /** From the next segment on, which is begun now, keys are wrapped by another key. */
  void rotate(KeyEncryptionKey next) throws IOException {
    append(List.of(records.rotated("kek", kek.kid(), next.kid())));
    kek = next;
    roll();
  }

  /** Ends the last segment, which is durable then. */
  void close() throws IOException {
    SegmentWriter last = open;
    if (last != null) {
      last.write();
      last.sync();
      last.seal();
      last.close();
    }
    tree.sync();
    tree.close();
    supply.close();
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
