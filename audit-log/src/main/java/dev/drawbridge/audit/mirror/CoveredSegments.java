package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many bytes of which segment a checkpoint covers. Beyond them lies what may be lost in a crash
 * and come again otherwise. It goes on where it stopped: each frame is looked at once.
 */
final class CoveredSegments {

  private final SegmentHeaders headers;
  private final List<Long> ended = new ArrayList<>(); // bytes of the segments that are behind
  private long position; // in the segment after those
  private long entries;

  CoveredSegments(Storage log) {
    headers = new SegmentHeaders(log);
  }

  /**
   * Goes on to a checkpoint that is on disk.
   *
   * @param size entries under it; not fewer than before
   */
  void advance(long size) throws IOException {
    while (entries < size) {
      int id = ended.size();
      // Where a segment ends, the next one says: it may have been cut there after a failure.
      boolean last = !headers.ids().contains(id + 1);
      long end = last ? Long.MAX_VALUE : headers.of(id + 1).previousLength();
      walk(id, end, size);
      if (entries < size) {
        if (last) {
          throw new IOException("segment %d holds fewer entries than were signed".formatted(id));
        }
        ended.add(end);
        position = 0;
      }
    }
  }

  private void walk(int id, long end, long size) throws IOException {
    try (SegmentReader reader = headers.open(id, end)) {
      if (position > 0) {
        reader.seek(position);
      }
      while (entries < size && reader.next() != null) {
        entries += reader.type() == Frame.ENTRY ? 1 : 0;
        position = reader.position();
      }
    }
  }

  List<PublishedFile> files() {
    List<PublishedFile> files = new ArrayList<>();
    for (int id = 0; id < ended.size(); id++) {
      files.add(new PublishedFile(SegmentHeader.fileName(id), ended.get(id)));
    }
    if (position > 0) {
      files.add(new PublishedFile(SegmentHeader.fileName(ended.size()), position));
    }
    return files;
  }
}
