package dev.drawbridge.cli.entries;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.cli.report.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** An entry on one line. */
public final class EntryText {

  private static final JsonFactory JSON = new JsonFactory();

  private EntryText() {}

  /** What stands in the clear. */
  public static String clear(Entry entry) {
    String of = entry.ref() < 0 ? "" : " of " + entry.ref();
    return entry.index() + "  " + time(entry) + "  " + event(entry) + of;
  }

  /** For people. */
  static String text(Entry entry, Optional<String> record) {
    return clear(entry) + record.map(json -> "  " + Printable.line(json)).orElse("");
  }

  /** For programs: one JSON object. */
  static String json(Entry entry, Optional<String> record) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("index", entry.index());
      json.writeStringField("time", time(entry));
      json.writeStringField("event", event(entry));
      if (entry.ref() >= 0) {
        json.writeNumberField("ref", entry.ref());
      }
      json.writeNumberField("segment", entry.segment());
      if (record.isPresent()) {
        json.writeFieldName("record");
        json.writeRawValue(record.get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Printable.json(text.toString());
  }

  private static String time(Entry entry) {
    return Instant.EPOCH.plus(entry.wallMicros(), ChronoUnit.MICROS).toString();
  }

  private static String event(Entry entry) {
    return Event.ofCode(entry.event()).map(Event::text).orElseGet(() -> "event " + entry.event());
  }
}
