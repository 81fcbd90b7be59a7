package dev.drawbridge.sidecar.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.writer.LogStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the log port writes and reads as JSON; docs/log-port.md has the members. */
final class LogJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String INDEX = "index";
  private static final String WITNESS = "witness";

  /** Writes one document; memory does not fail. */
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private LogJson() {}

  static byte[] status(
      ExportedLog log, Acknowledgement.Cursor acknowledged, LogStatus status, ConfigReport config) {
    return document(
        json -> {
          json.writeStartObject();
          json.writeStringField("origin", log.key().name());
          json.writeStringField("key", log.key().vkey());
          json.writeStringField("state", status.state().name());
          json.writeNumberField("entries", status.entries());
          json.writeNumberField("checkpointSize", status.checkpointSize());
          json.writeNumberField(
              "witnessedSize", Math.max(status.witnessedSize(), acknowledged.witness()));
          json.writeNumberField("acknowledged", acknowledged.index());
          json.writeNumberField("droppedRecords", status.droppedRecords());
          json.writeNumberField("usedBytes", status.usedBytes());
          json.writeStringField("problem", status.problem());
          json.writeStringField("configDigest", config.digest());
          json.writeBooleanField("configValid", config.valid());
          json.writeStringField("configProblem", config.problem());
          json.writeStringField("keyProblem", config.keyProblem());
          json.writeEndObject();
        });
  }

  static byte[] files(List<PublishedFile> files) {
    return document(
        json -> {
          json.writeStartArray();
          for (PublishedFile file : files) {
            json.writeStartObject();
            json.writeStringField("name", file.name());
            json.writeNumberField("bytes", file.bytes());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }

  static byte[] checkpoint(long oldSize, List<byte[]> proof, byte[] note) {
    return document(
        json -> {
          json.writeStartObject();
          json.writeNumberField("oldSize", oldSize);
          json.writeArrayFieldStart("proof");
          for (byte[] hash : proof) {
            json.writeBinary(hash);
          }
          json.writeEndArray();
          json.writeStringField("note", new String(note, StandardCharsets.UTF_8));
          json.writeEndObject();
        });
  }

  /** A problem in the form of RFC 9457. */
  static byte[] problem(int status, String title, String detail) {
    return document(
        json -> {
          json.writeStartObject();
          json.writeStringField("title", title);
          json.writeNumberField("status", status);
          json.writeStringField("detail", detail);
          json.writeEndObject();
        });
  }

  private static byte[] document(Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads {@code {"index": N, "witness": N}}.
   *
   * @throws IOException if it is anything else
   */
  static Acknowledgement.Cursor acknowledgement(byte[] body) throws IOException {
    long index = -1;
    long witness = -1;
    try (JsonParser json = JSON.createParser(body)) {
      boolean fits = json.nextToken() == JsonToken.START_OBJECT;
      while (fits && json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        fits = json.nextToken() == JsonToken.VALUE_NUMBER_INT;
        switch (name) {
          case INDEX -> index = fits ? json.getLongValue() : -1;
          case WITNESS -> witness = fits ? json.getLongValue() : -1;
          default -> fits = false;
        }
      }
      if (!fits || json.currentToken() != JsonToken.END_OBJECT || index < 0 || witness < 0) {
        throw new IOException("wanted is {\"index\": N, \"witness\": N}, numbers from 0");
      }
      return new Acknowledgement.Cursor(index, witness);
    }
  }
}
