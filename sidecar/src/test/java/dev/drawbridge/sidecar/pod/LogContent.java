package dev.drawbridge.sidecar.pod;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RecordReader;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.DiskStorage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Opens the records of a log, which may just be written. */
final class LogContent {

  private LogContent() {}

  static List<Map<Field, Object>> read(Path folder, List<KeyEncryptionKey> keks) {
    List<Map<Field, Object>> records = new ArrayList<>();
    DiskStorage storage = new DiskStorage(folder);
    try {
      for (String name : storage.list("segments")) {
        if (name.endsWith(".seg")) {
          read(storage, "segments/" + name, keks, records);
        }
      }
      return records;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static void read(
      DiskStorage storage,
      String name,
      List<KeyEncryptionKey> keks,
      List<Map<Field, Object>> records)
      throws Exception {
    try (SegmentReader reader =
        new SegmentReader(storage.openToRead(name).orElseThrow(), Long.MAX_VALUE)) {
      SegmentHeader header = reader.header();
      KeyEncryptionKey kek =
          keks.stream().filter(key -> key.kid().equals(header.kekId())).findFirst().orElseThrow();
      SegmentCipher cipher = header.cipher(kek);
      for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
        if (reader.type() == Frame.ENTRY) {
          byte[] bytes = new byte[frame.remaining()];
          frame.duplicate().get(bytes);
          records.add(RecordReader.read(cipher.open(Entry.read(frame), bytes)));
        }
      }
    }
  }

  static List<Map<Field, Object>> of(List<Map<Field, Object>> records, Event event) {
    return records.stream().filter(one -> event.text().equals(one.get(Field.EVENT))).toList();
  }
}
