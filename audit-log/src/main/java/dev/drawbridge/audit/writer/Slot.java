package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import org.jspecify.annotations.Nullable;

/** A record between its caller and the disk. Its memory is used over and over. */
final class Slot {

  final byte[] bytes = new byte[AuditRecord.MAX_BYTES];
  int length;
  Event event = Event.HEARTBEAT;
  long ref;
  @Nullable Receipt receipt;

  void fill(AuditRecord record, int recordLength, @Nullable Receipt hearer) {
    System.arraycopy(record.bytes(), 0, bytes, 0, recordLength);
    length = recordLength;
    event = record.event();
    ref = record.ref();
    receipt = hearer;
  }

  /** Tells the receipt that the record is durable. */
  void durable(long index) {
    Receipt hearer = receipt;
    if (hearer != null) {
      receipt = null;
      hearer.durable(index);
    }
  }

  /** Tells the receipt that the record is lost; false if it was told something before. */
  boolean lost() {
    Receipt hearer = receipt;
    if (hearer == null) {
      return false;
    }
    receipt = null;
    hearer.lost();
    return true;
  }
}
