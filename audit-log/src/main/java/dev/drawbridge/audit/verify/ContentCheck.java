package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.record.RecordReader.MalformedRecordException;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether records open and are what their entries say. Only for whoever holds keys. */
final class ContentCheck {

  private final List<KeyEncryptionKey> keys;
  private final List<RecordListener> listeners;
  private final KeyChangeCheck keyChanges;
  private final Findings findings;
  private @Nullable SegmentCipher cipher;

  ContentCheck(Inspection inspection, TailCheck tails, Findings findings) {
    keys = inspection.keys();
    keyChanges = new KeyChangeCheck(findings);
    listeners =
        inspection.judgesRecords()
            ? List.of(keyChanges, tails, new RecordRules(findings), inspection.records())
            : List.of(keyChanges, tails, inspection.records());
    this.findings = findings;
  }

  void begin(SegmentHeader header) {
    cipher = null;
    for (KeyEncryptionKey key : keys) {
      if (key.kid().equals(header.kekId())) {
        unwrap(header, key);
      }
    }
    if (cipher == null) {
      keyChanges.skip();
    } else {
      keyChanges.begin(header.kekId());
    }
    if (cipher == null && !keys.isEmpty()) {
      findings.add(Code.KEY_MISSING, missing(header));
    }
  }

  /** With the span of 90 days in which keys of that name were made, as the operator makes them. */
  private static String missing(SegmentHeader header) {
    return "%s, in use in span %d"
        .formatted(header.kekId(), Pseudonyms.epochAt(header.createdWallMicros()));
  }

  void end() {
    keyChanges.end();
  }

  private void unwrap(SegmentHeader header, KeyEncryptionKey key) {
    try {
      cipher = header.cipher(key);
    } catch (GeneralSecurityException e) {
      findings.add(Code.CONTENT_BROKEN, "the wrapped key of the segment");
    }
  }

  /** Returns whether its record could be opened. */
  boolean entry(Entry entry, ByteBuffer frame) {
    SegmentCipher open = cipher;
    if (open == null) {
      return false;
    }
    byte[] bytes = new byte[frame.remaining()];
    frame.duplicate().get(bytes);
    try {
      Map<Field, Object> record = RecordReader.read(open.open(entry, bytes));
      Optional<Event> event = Event.ofCode(entry.event());
      if (event.isPresent() && event.get().text().equals(record.get(Field.EVENT))) {
        listeners.forEach(listener -> listener.record(entry, event.get(), record));
        return true;
      }
      findings.add(Code.CONTENT_BROKEN, "the record is of another event");
    } catch (GeneralSecurityException | MalformedRecordException e) {
      findings.add(Code.CONTENT_BROKEN, String.valueOf(e.getMessage()));
    }
    return false;
  }
}
