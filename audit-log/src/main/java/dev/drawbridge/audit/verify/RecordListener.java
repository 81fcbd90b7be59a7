package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.Entry;
import java.util.Map;

/** Hears of the records that could be opened, in the order of the log. */
public interface RecordListener {

  /**
   * A record that is what its entry says.
   *
   * @param record its fields, as {@link dev.drawbridge.audit.record.RecordReader} gives them
   */
  void record(Entry entry, Event event, Map<Field, Object> record);
}
