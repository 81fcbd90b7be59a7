package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records that the log writes of its own accord. */
final class SystemRecords {

  private static final String SOFTWARE =
      "drawbridge-audit-log/"
          + Optional.ofNullable(SystemRecords.class.getPackage().getImplementationVersion())
              .orElse("dev");

  private final AuditRecord record = new AuditRecord();
  private final ClockWatch clock;

  SystemRecords(ClockWatch clock) {
    this.clock = clock;
  }

  Slot opened(String previous) {
    record
        .begin(Event.LOG_OPEN)
        .text(Field.LOG_PREVIOUS, previous)
        .text(Field.LOG_SOFTWARE, SOFTWARE);
    return slot();
  }

  Slot closed() {
    record.begin(Event.LOG_CLOSE);
    return slot();
  }

  Slot heartbeat() {
    record.begin(Event.HEARTBEAT);
    return slot();
  }

  Slot clockStep(long offsetMicros) {
    record.begin(Event.CLOCK_STEP).number(Field.CLOCK_OFFSET_US, offsetMicros);
    return slot();
  }

  Slot torn(Recovered.Gap gap) {
    record
        .begin(Event.AUDIT_GAP)
        .text(Field.GAP_REASON, "torn-tail")
        .number(Field.GAP_SEGMENT, gap.segment())
        .number(Field.GAP_BYTES, gap.tail().bytes())
        .text(Field.GAP_SHA256, gap.tail().sha256());
    return slot();
  }

  Slot ioError(int segment, long bytes) {
    record
        .begin(Event.AUDIT_GAP)
        .text(Field.GAP_REASON, "io-error")
        .number(Field.GAP_SEGMENT, segment)
        .number(Field.GAP_BYTES, bytes);
    return slot();
  }

  Slot dropped(long records, Receipt told) {
    record
        .begin(Event.AUDIT_GAP)
        .text(Field.GAP_REASON, "dropped")
        .number(Field.GAP_RECORDS, records);
    return slot(told);
  }

  Slot rotated(String purpose, String previousKid, String kid) {
    record
        .begin(Event.KEY_ROTATED)
        .text(Field.KEY_PURPOSE, purpose)
        .text(Field.KEY_PREVIOUS_KID, previousKid)
        .text(Field.KEY_KID, kid);
    return slot();
  }

  private Slot slot() {
    return slot(null);
  }

  private Slot slot(@Nullable Receipt told) {
    int length = record.encode(clock.wallMicros(), clock.monoMicros());
    if (length < 0) {
      throw new IllegalStateException("a record of the log itself is too long");
    }
    Slot slot = new Slot();
    slot.fill(record, length, told);
    return slot;
  }
}
