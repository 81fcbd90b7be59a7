package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.segment.SegmentWriter.Moment;
import java.io.Closeable;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;

/** The segment that is written, and how much of it is known to be on the disk. */
final class OpenSegment implements Closeable {

  private final SegmentWriter writer;
  private final boolean syncsEachBatch;
  private final List<byte[]> unkept = new ArrayList<>(); // checkpoints that a failing disk may lose
  private long durableBytes;
  private boolean unsynced;

  /** Takes a segment whose header is on the disk. */
  OpenSegment(SegmentWriter writer, boolean syncsEachBatch) {
    this.writer = writer;
    this.syncsEachBatch = syncsEachBatch;
    durableBytes = writer.written();
  }

  int id() {
    return writer.header().id();
  }

  /** What the next entry, or the next segment, is linked to. */
  byte[] link() {
    return writer.link();
  }

  boolean fits(int frameBytes) {
    return writer.fits(frameBytes);
  }

  /** Bytes that were written. */
  long written() {
    return writer.written();
  }

  /** Bytes that count if the disk fails now: in ASYNC nobody waited for them to be on it. */
  long kept() {
    return syncsEachBatch ? durableBytes : writer.written();
  }

  /** Bytes that may be on the disk, and are not known to be. */
  long uncertain() {
    return writer.reached() - durableBytes;
  }

  /** Writes records in one go; returns their leaf hashes. */
  List<byte[]> write(List<Slot> run, ClockWatch clock) throws SegmentFailure, IOException {
    List<byte[]> leaves = put(run, clock);
    try {
      write();
      if (syncsEachBatch) {
        sync();
      }
      unkept.clear();
    } catch (IOException e) {
      throw new SegmentFailure(e);
    }
    return leaves;
  }

  private List<byte[]> put(List<Slot> run, ClockWatch clock) throws IOException {
    List<byte[]> leaves = new ArrayList<>(run.size());
    boolean withStep = false;
    try {
      for (Slot slot : run) {
        withStep |= slot.event == Event.CLOCK_STEP;
        Moment moment = clock.moment(withStep);
        leaves.add(writer.put(slot.event, slot.ref, moment, slot.bytes, slot.length));
      }
    } catch (GeneralSecurityException e) {
      throw new IOException("a record cannot be sealed", e);
    }
    return leaves;
  }

  private void write() throws IOException {
    writer.write();
    unsynced = true;
  }

  /** Forces what was written to disk. */
  void sync() throws IOException {
    if (unsynced) {
      writer.sync();
      durableBytes = writer.written();
      unsynced = false;
    }
  }

  /** Puts a checkpoint. It reaches the disk with the next entry. */
  void keep(byte[] note) {
    writer.putCheckpoint(note);
    unkept.add(note);
  }

  /** Puts the checkpoints that a segment whose disk failed may have lost. */
  void keepAllOf(OpenSegment failed) {
    failed.unkept.forEach(this::keep);
  }

  /** Writes what was put, forces it to disk, and cuts the zeros off. */
  void end() throws IOException {
    write();
    sync();
    unkept.clear();
    writer.seal();
  }

  /** Cuts off what does not count after a failure. */
  void cutTo(long bytes) throws IOException {
    writer.cutTo(bytes);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
