package dev.drawbridge.audit.segment;

import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.store.StoredFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Goes through a segment frame by frame, in bounded memory. */
public final class SegmentReader implements Closeable {

  private static final int BUFFER = 1 << 18;

  /** Why there is no further frame. */
  public enum Ending {
    /** The file ends, or only zeros follow. */
    CLEAN,
    /** What follows is no whole frame; behind it lies nobody knows what. */
    BROKEN
  }

  private final StoredFile file;
  private final long end;
  private final ByteBuffer buffer;
  private final SegmentHeader header;
  private long bufferAt;
  private Ending ending = Ending.CLEAN;
  private String problem = "";
  private byte type;

  /**
   * Begins to read.
   *
   * @param end where to stop, in bytes; what lies behind does not count
   */
  public SegmentReader(StoredFile file, long end) throws IOException, MalformedHeaderException {
    this.file = file;
    this.end = Math.min(end, file.size());
    buffer = ByteBuffer.allocate((int) Math.min(BUFFER, this.end)).limit(0);
    fill();
    header = SegmentHeader.read(buffer);
  }

  public SegmentHeader header() {
    return header;
  }

  /**
   * Goes on elsewhere.
   *
   * @param position where a frame begins, as {@link #position} said once
   */
  public void seek(long position) {
    buffer.clear().limit(0);
    bufferAt = position;
  }

  /** Where the next frame begins, or would. */
  public long position() {
    return bufferAt + buffer.position();
  }

  /**
   * The payload of the next frame, valid until the next call; null at the end, of which {@link
   * #ending} says more.
   */
  public @Nullable ByteBuffer next() throws IOException {
    if (!have(Frame.PREFIX_BYTES)) {
      return end(buffer.hasRemaining() && !onlyZerosFollow(), "it ends within a frame");
    }
    int start = buffer.position();
    int payload = buffer.getInt(start);
    if (payload == 0) {
      return end(!onlyZerosFollow(), "a frame without length");
    }
    if (payload < 0 || payload > Frame.MAX_PAYLOAD) {
      return end(true, "a frame of impossible length");
    }
    if (!have(Frame.PREFIX_BYTES + payload)) {
      return end(true, "it ends within a frame");
    }
    return take(buffer.position(), payload);
  }

  private @Nullable ByteBuffer take(int start, int payload) {
    if (buffer.getInt(start + 4) != Frame.crc(buffer, start, payload)) {
      return end(true, "a frame with a wrong checksum");
    }
    type = buffer.get(start + 8);
    if (type != Frame.ENTRY && type != Frame.CHECKPOINT) {
      return end(true, "a frame of unknown type");
    }
    buffer.position(start + Frame.PREFIX_BYTES + payload);
    return buffer.slice(start + Frame.PREFIX_BYTES, payload);
  }

  private @Nullable ByteBuffer end(boolean broken, String why) {
    ending = broken ? Ending.BROKEN : Ending.CLEAN;
    problem = broken ? why : "";
    return null;
  }

  /** The type of the frame that {@link #next} gave. */
  public byte type() {
    return type;
  }

  public Ending ending() {
    return ending;
  }

  /** What is wrong at {@link #position}; empty for a clean ending. */
  public String problem() {
    return problem;
  }

  private boolean have(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      fill();
    }
    return buffer.remaining() >= bytes;
  }

  private void fill() throws IOException {
    bufferAt += buffer.position();
    buffer.compact();
    long from = bufferAt + buffer.position();
    buffer.limit((int) Math.min(buffer.capacity(), buffer.position() + Math.max(0, end - from)));
    while (buffer.hasRemaining()) {
      int read = file.read(buffer, from);
      if (read < 0) {
        break;
      }
      from += read;
    }
    buffer.flip();
  }

  private boolean onlyZerosFollow() throws IOException {
    return Tail.endOfBytes(file, position(), end) == position();
  }

  /** What lies behind where it had to stop, in a file that goes on. */
  public Tail tail() throws IOException {
    return tail(end);
  }

  /** What lies behind a position. */
  public Tail tail(long from) throws IOException {
    return Tail.behind(file, from);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
