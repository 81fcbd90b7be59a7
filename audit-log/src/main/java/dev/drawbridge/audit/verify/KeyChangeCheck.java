package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.Entry;
import java.util.Map;

/**
 * Whether each change of the key that wraps the keys of segments is on record: in front of it, or
 * in the segment that it begins with if nobody wrote meanwhile.
 */
final class KeyChangeCheck implements RecordListener {

  private static final String WRAPPING = "kek";

  private final Findings findings;
  private String kid = "";
  private String recorded = "";
  private String unexplained = "";

  KeyChangeCheck(Findings findings) {
    this.findings = findings;
  }

  /** A segment begins whose records can be opened. */
  void begin(String next) {
    end();
    if (!kid.isEmpty() && !kid.equals(next) && !recorded.equals(next)) {
      unexplained = "from %s to %s".formatted(kid, next);
    }
    kid = next;
  }

  /** A segment begins that hides its records, and so what they say of keys. */
  void skip() {
    end();
    kid = "";
    recorded = "";
  }

  @Override
  public void record(Entry entry, Event event, Map<Field, Object> record) {
    if (event == Event.KEY_ROTATED && WRAPPING.equals(record.get(Field.KEY_PURPOSE))) {
      recorded = String.valueOf(record.get(Field.KEY_KID));
      if (recorded.equals(kid)) {
        unexplained = "";
      }
    }
  }

  /** The segment ends, or the log. */
  void end() {
    if (!unexplained.isEmpty()) {
      findings.add(Code.KEY_CHANGE_UNRECORDED, unexplained);
      unexplained = "";
    }
  }
}
