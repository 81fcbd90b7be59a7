package dev.drawbridge.cli.entries;

import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.record.RecordReader.MalformedRecordException;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens records, segment by segment. */
final class Records {

  private final List<KeyEncryptionKey> keys;
  private @Nullable SegmentHeader at;
  private @Nullable SegmentCipher cipher;
  private long sealed;

  Records(List<KeyEncryptionKey> keys) {
    this.keys = keys;
  }

  /** The record of an entry; empty if no key opens it. */
  Optional<String> of(SegmentHeader header, Entry entry, byte[] bytes) {
    if (!header.equals(at)) { // of one segment it is the same object
      at = header;
      cipher = cipher(header);
    }
    SegmentCipher open = cipher;
    if (open == null) {
      sealed++;
      return Optional.empty();
    }
    try {
      byte[] record = open.open(entry, bytes);
      RecordReader.read(record); // what is no record is not handed on as JSON
      return Optional.of(new String(record, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | MalformedRecordException e) {
      sealed++;
      return Optional.empty();
    }
  }

  private @Nullable SegmentCipher cipher(SegmentHeader header) {
    for (KeyEncryptionKey key : keys) {
      if (key.kid().equals(header.kekId())) {
        try {
          return header.cipher(key);
        } catch (GeneralSecurityException e) {
          // Then its records stay sealed.
        }
      }
    }
    return null;
  }

  /** How many could not be opened. */
  long sealed() {
    return sealed;
  }
}
