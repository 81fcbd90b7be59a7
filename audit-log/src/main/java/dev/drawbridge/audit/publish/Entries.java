package dev.drawbridge.audit.publish;

import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.segment.SegmentReader.Ending;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the entries of a log that was verified. Checks nothing beyond the frames. */
public final class Entries {

  private final Storage storage;

  /** Takes entries one after the other. */
  public interface Reader {
    /**
     * Takes the next entry.
     *
     * @param header of the segment that the entry is in
     * @return whether it wants another
     */
    boolean take(SegmentHeader header, long index, byte[] entry) throws IOException;
  }

  public Entries(Storage storage) {
    this.storage = storage;
  }

  /**
   * Reads entries from an index on, in order.
   *
   * @throws IOException also where a frame is broken, behind what the reader has taken
   */
  public void from(long first, Reader reader) throws IOException {
    int segments =
        (int) storage.list("segments").stream().filter(name -> name.endsWith(".seg")).count();
    for (int id = segmentWith(first, segments); id < segments; id++) {
      long end = id + 1 < segments ? header(id + 1).previousLength() : Long.MAX_VALUE;
      if (!read(id, end, first, reader)) {
        return;
      }
    }
  }

  private int segmentWith(long index, int segments) throws IOException {
    int id = Math.max(0, segments - 1);
    while (id > 0 && header(id).firstIndex() > index) {
      id--;
    }
    return id;
  }

  private SegmentHeader header(int id) throws IOException {
    try (SegmentReader reader = open(id, SegmentHeader.MAX_BYTES)) {
      return reader.header();
    }
  }

  private SegmentReader open(int id, long end) throws IOException {
    String name = SegmentHeader.fileName(id);
    StoredFile file = storage.openToRead(name).orElseThrow(() -> new FileNotFoundException(name));
    try {
      return new SegmentReader(file, end);
    } catch (MalformedHeaderException e) {
      file.close();
      throw new IOException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  private boolean read(int id, long end, long first, Reader reader) throws IOException {
    try (SegmentReader segment = open(id, end)) {
      long index = segment.header().firstIndex();
      for (ByteBuffer frame = segment.next(); frame != null; frame = segment.next()) {
        if (segment.type() == Frame.ENTRY) {
          if (index >= first && !reader.take(segment.header(), index, bytes(frame))) {
            return false;
          }
          index++;
        }
      }
      if (segment.ending() == Ending.BROKEN) {
        throw new IOException(
            "%s cannot be read from byte %d on: %s"
                .formatted(SegmentHeader.fileName(id), segment.position(), segment.problem()));
      }
    }
    return true;
  }

  private static byte[] bytes(ByteBuffer frame) {
    byte[] bytes = new byte[frame.remaining()];
    frame.get(bytes);
    return bytes;
  }
}
