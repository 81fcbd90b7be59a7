package dev.drawbridge.sidecar.pod;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * What a consumer reads who is refused (RFC 9457).
 *
 * @param instance id of the request in the audit log
 */
public record ProblemJson(String type, String title, int status, String detail, String instance) {

  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /** Reads it; fails on anything else, or on more. */
  public static ProblemJson of(String body) throws IOException {
    String type = "";
    String title = "";
    int status = 0;
    String detail = "";
    String instance = "";
    try (JsonParser json = STRICT.createParser(body)) {
      need(json.nextToken() == JsonToken.START_OBJECT, body);
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        need(json.nextToken().isScalarValue(), body);
        switch (name) {
          case "type" -> type = json.getText();
          case "title" -> title = json.getText();
          case "status" -> status = json.getIntValue();
          case "detail" -> detail = json.getText();
          case "instance" -> instance = json.getText();
          default -> need(false, body);
        }
      }
      need(json.nextToken() == null, body);
    }
    return new ProblemJson(type, title, status, detail, instance);
  }

  private static void need(boolean met, String body) {
    if (!met) {
      throw new AssertionError("no problem as RFC 9457 has it: " + body);
    }
  }
}
