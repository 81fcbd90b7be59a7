package dev.drawbridge.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.TestRecords;
import dev.drawbridge.audit.writer.TestLog;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** What an auditor has: logs that the log's own writer wrote, keys, and the note of a witness. */
final class Evidence {

  static final String DEPLOYMENT = "c1/research/lab-assistant";
  static final String ORIGIN = DEPLOYMENT + "/7d1f0f4e/0";
  static final String SECOND = DEPLOYMENT + "/b32a9c10/0";

  /** The epoch of the clock of the tests. */
  private static final int EPOCH = 226;

  final Path folder;
  final Path logKey;
  final Path witnessKey;
  final Path kek;

  Evidence(Path folder) throws IOException {
    this.folder = folder;
    logKey = folder.resolve("log.vkey");
    witnessKey = folder.resolve("witness.vkey");
    kek = folder.resolve("kek");
    VerifierKey log = TestLog.trust().log().named(DEPLOYMENT);
    Files.writeString(logKey, log.vkey() + "\n");
    Files.writeString(witnessKey, TestLog.trust().witnesses().getFirst().vkey() + "\n");
    Files.write(kek, new byte[32]);
  }

  /** A pod serves some requests and refuses one. */
  static TestLog served(String origin) throws IOException {
    TestLog log = TestLog.named(origin);
    log.append(TestRecords.configured(7));
    for (int i = 0; i < 3; i++) {
      request(log);
    }
    log.append(TestRecords.denied(7, EPOCH, "purpose.not-permitted"));
    return log.pass(Duration.ofSeconds(2));
  }

  static void request(TestLog log) throws IOException {
    long accepted = log.append(TestRecords.accepted(7, EPOCH));
    log.append(TestRecords.completed(accepted, 12, 34));
  }

  /** Lays the log down in a folder below this one. */
  Path copy(TestLog log, String name) throws IOException {
    return copy(log.disk.contents(), name);
  }

  Path copy(Map<String, byte[]> files, String name) throws IOException {
    Path copy = folder.resolve(name);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = copy.resolve(file.getKey());
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, file.getValue());
    }
    return copy;
  }

  /** Notes of the witness as kubectl prints its ConfigMaps. */
  Path notesAsConfigMaps(String name, Path... notes) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      for (Path note : notes) {
        json.writeStartObject();
        json.writeStringField("kind", "ConfigMap");
        json.writeObjectFieldStart("metadata");
        json.writeStringField("note", "not this one");
        json.writeEndObject();
        json.writeObjectFieldStart("data");
        json.writeStringField("note", Files.readString(note));
        json.writeStringField("origin", "as the note says");
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("kind", "List");
      json.writeEndObject();
    }
    return Files.writeString(folder.resolve(name), text.toString());
  }

  /** The note of the witness about a log. */
  Path note(TestLog log, String origin, String name) throws IOException {
    Path note = folder.resolve(name);
    Files.write(note, log.witness.latestNote(origin).orElseThrow().encode());
    return note;
  }
}
