package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;

/** The segments of a folder, and what they begin with. */
final class SegmentHeaders {

  private final Storage storage;

  SegmentHeaders(Storage storage) {
    this.storage = storage;
  }

  List<Integer> ids() throws IOException {
    return storage.list("segments").stream()
        .filter(name -> name.matches("\\d{8}\\.seg"))
        .map(name -> Integer.parseInt(name.substring(0, 8)))
        .toList();
  }

  /** A segment, its header read. */
  SegmentReader open(int id, long end) throws IOException {
    String name = SegmentHeader.fileName(id);
    StoredFile file = storage.openToRead(name).orElseThrow(() -> new FileNotFoundException(name));
    try {
      return new SegmentReader(file, end);
    } catch (MalformedHeaderException e) {
      file.close();
      throw new IOException("%s: %s".formatted(name, e.getMessage()), e);
    }
  }

  SegmentHeader of(int id) throws IOException {
    try (SegmentReader reader = open(id, SegmentHeader.MAX_BYTES)) {
      return reader.header();
    }
  }
}
