package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.segment.Tail;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Bytes behind the ends of segments that others follow. A start cuts what it finds once that is on
 * record; one that was killed before leaves them, and so does a disk that failed at cutting.
 */
final class LeftTails {

  private final Storage storage;

  LeftTails(Storage storage) {
    this.storage = storage;
  }

  /** They go on record again if it was the cutting alone that failed. */
  List<Recovered.Gap> in(List<Integer> segments) throws IOException {
    List<Recovered.Gap> gaps = new ArrayList<>();
    for (int i = 0; i + 1 < segments.size(); i++) {
      gap(segments.get(i), segments.get(i + 1), gaps);
    }
    return gaps;
  }

  private void gap(int id, int next, List<Recovered.Gap> gaps) throws IOException {
    try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
      long end = lengthSaidBy(next);
      if (end < file.size()) {
        Tail tail = Tail.behind(file, end);
        if (!tail.isEmpty()) {
          gaps.add(new Recovered.Gap(id, end, tail));
        }
      }
    } catch (MalformedHeaderException e) {
      // For a verifier to find: what is damaged there does not keep the log from going on.
    }
  }

  private long lengthSaidBy(int id) throws IOException, MalformedHeaderException {
    try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
      return new SegmentReader(file, SegmentHeader.MAX_BYTES).header().previousLength();
    }
  }
}
