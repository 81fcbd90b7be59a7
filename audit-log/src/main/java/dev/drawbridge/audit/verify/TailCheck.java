package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Tail;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether bytes behind the ends of segments are those of which an audit.gap speaks. They lie there
 * if a crash came, or the disk failed, before they were cut off.
 */
final class TailCheck implements RecordListener {

  private final Findings findings;
  private final List<Unexplained> open = new ArrayList<>();

  private static final class Unexplained {
    final int segment;
    final long index;
    final Tail tail;
    boolean gapFollows; // whose record is sealed

    Unexplained(int segment, long index, Tail tail) {
      this.segment = segment;
      this.index = index;
      this.tail = tail;
    }

    boolean isThatOf(Map<Field, Object> gap) {
      return gap.get(Field.GAP_SEGMENT) instanceof Long id
          && id == segment
          && gap.get(Field.GAP_BYTES) instanceof Long bytes
          && (isOfFailedDisk(gap)
              ? tail.bytes() <= bytes
              : tail.bytes() == bytes && tail.sha256().equals(gap.get(Field.GAP_SHA256)));
    }

    /** What such a disk has kept of what was given to it nobody knows. */
    private static boolean isOfFailedDisk(Map<Field, Object> gap) {
      return "io-error".equals(gap.get(Field.GAP_REASON));
    }
  }

  TailCheck(Findings findings) {
    this.findings = findings;
  }

  /** A segment ends before the entry with that index. */
  void ended(int segment, long index, Tail tail) {
    if (!tail.isEmpty()) {
      open.add(new Unexplained(segment, index, tail));
    }
  }

  /** An audit.gap whose record cannot be opened: it may be about any tail so far. */
  void sealedGap() {
    open.forEach(one -> one.gapFollows = true);
  }

  @Override
  public void record(Entry entry, Event event, Map<Field, Object> record) {
    if (event == Event.AUDIT_GAP) {
      open.removeIf(one -> one.isThatOf(record));
    }
  }

  void end() {
    for (Unexplained one : open) {
      findings.at(one.segment, one.index);
      findings.add(
          one.gapFollows ? Code.TAIL_UNCHECKED : Code.SEGMENT_TAIL,
          "%d bytes, sha256 %s".formatted(one.tail.bytes(), one.tail.sha256()));
    }
  }
}
