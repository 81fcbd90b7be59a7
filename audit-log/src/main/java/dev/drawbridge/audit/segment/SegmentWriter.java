package dev.drawbridge.audit.segment;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/**
 * Appends to one segment: entries are put into a buffer, written together and synced together. It
 * is used by the writer's thread only, and never again after an exception of the disk.
 */
public final class SegmentWriter implements Closeable {

  /** Bytes that are written at once, at most. */
  public static final int BUFFER = 1 << 20;

  private static final int PAGE = 4096;
  private static final byte[] ZEROS = new byte[PAGE];

  private final StoredFile file;
  private final SegmentHeader header;
  private final SegmentCipher cipher;
  private final TreeHash hash;
  private final long capacity;
  private final ByteBuffer buffer;
  private long written;
  private long reached;
  private byte[] link;
  private long index;

  /** When the writer took a record. */
  public record Moment(long wallMicros, long monoMicros, boolean stepped) {}

  private SegmentWriter(
      StoredFile file, SegmentHeader header, SegmentCipher cipher, TreeHash hash, ByteBuffer buffer)
      throws IOException {
    this.file = file;
    this.header = header;
    this.cipher = cipher;
    this.hash = hash;
    this.buffer = buffer.clear();
    capacity = file.size();
    link = header.digest();
    index = header.firstIndex();
  }

  /**
   * Writes the header into an allocated file and forces it to disk.
   *
   * @param buffer of {@link #BUFFER} bytes; the caller lends it to one writer after the other
   */
  public static SegmentWriter begin(
      StoredFile file, SegmentHeader header, SegmentCipher cipher, TreeHash hash, ByteBuffer buffer)
      throws IOException {
    SegmentWriter writer = new SegmentWriter(file, header, cipher, hash, buffer);
    byte[] bytes = header.encode();
    file.writeFully(ByteBuffer.wrap(bytes), 0);
    file.sync();
    writer.written = bytes.length;
    return writer;
  }

  /** Bytes that a record takes in a segment. */
  public static int frameBytes(int recordLength) {
    return Frame.PREFIX_BYTES + Entry.CLEAR_BYTES + recordLength + Entry.TAG_BYTES;
  }

  /** Whether so many bytes of frames can still be put. */
  public boolean fits(int frameBytes) {
    return buffer.remaining() >= frameBytes && capacity - written - buffer.position() >= frameBytes;
  }

  /**
   * Puts a record.
   *
   * @return its leaf hash
   */
  public byte[] put(Event event, long ref, Moment moment, byte[] record, int length)
      throws GeneralSecurityException {
    int start = buffer.position();
    buffer.position(start + Frame.PREFIX_BYTES);
    Entry entry =
        new Entry(
            event.code(),
            moment.stepped(),
            header.id(),
            index,
            ref,
            moment.wallMicros(),
            moment.monoMicros(),
            link,
            cipher.commitment(index, record, length));
    entry.putTo(buffer);
    cipher.seal(entry, record, length, buffer);
    Frame.close(buffer, start, Frame.ENTRY);
    link = hash.leaf(buffer.duplicate().flip().position(start + Frame.PREFIX_BYTES));
    index++;
    return link;
  }

  /** Puts a checkpoint over what was put before. */
  public void putCheckpoint(byte[] note) {
    int start = buffer.position();
    buffer.position(start + Frame.PREFIX_BYTES).put(note);
    Frame.close(buffer, start, Frame.CHECKPOINT);
  }

  /** Hands what was put to the operating system. */
  public void write() throws IOException {
    int bytes = buffer.position();
    reached = written + bytes;
    padPage();
    file.writeFully(buffer.flip(), written);
    buffer.clear();
    written += bytes;
  }

  /**
   * Zeros follow anyway. Written together with what is before them in their page they spare the
   * operating system reading that page first.
   */
  private void padPage() {
    long end = written + buffer.position();
    long page = Math.min(capacity, Math.ceilDiv(end, PAGE) * PAGE);
    buffer.put(ZEROS, 0, (int) Math.min(page - end, buffer.remaining()));
  }

  /** Forces what was written to disk. */
  public void sync() throws IOException {
    file.sync();
  }

  /** Bytes that were written. */
  public long written() {
    return written;
  }

  /** Up to where bytes may be on the disk, if the last {@link #write} failed. */
  public long reached() {
    return Math.max(reached, written);
  }

  public SegmentHeader header() {
    return header;
  }

  /** What the next entry, or the next segment, is linked to. */
  public byte[] link() {
    return link.clone();
  }

  /** Cuts off what does not count after a failure. Not synced: that is what may have failed. */
  public void cutTo(long bytes) throws IOException {
    file.truncate(bytes);
  }

  /** Cuts the zeros off; nothing is appended any more. */
  public void seal() throws IOException {
    file.truncate(written);
    file.sync();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
