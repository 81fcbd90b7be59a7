package dev.drawbridge.cli.proof;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * A record with what shows that an entry commits to it: a JSON object of three texts, {@code
 * record} (canonical JSON), {@code opening} (base64), and {@code about}, which says what the file
 * is. It opens no other record.
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the arrays.
public record ShownRecord(byte[] record, byte[] opening) {

  private static final String ABOUT = "about";
  private static final String RECORD = "record";
  private static final String OPENING = "opening";
  private static final String TITLE = "one record of a Drawbridge audit log, with its opening";

  /** The text is not such a file; the message says why. */
  public static final class MalformedShownRecordException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedShownRecordException(String message) {
      super(message);
    }
  }

  /** The file. */
  public String encode() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField(ABOUT, TITLE);
      json.writeStringField(RECORD, new String(record, StandardCharsets.UTF_8));
      json.writeStringField(OPENING, Base64.getEncoder().encodeToString(opening));
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text + "\n";
  }

  /** Reads the file. */
  public static ShownRecord parse(byte[] bytes) throws MalformedShownRecordException {
    Map<String, String> texts = texts(bytes);
    String record = texts.get(RECORD);
    String opening = texts.get(OPENING);
    if (record == null || opening == null) {
      throw new MalformedShownRecordException("the texts record and opening are not both there");
    }
    try {
      return new ShownRecord(
          record.getBytes(StandardCharsets.UTF_8), Base64.getDecoder().decode(opening));
    } catch (IllegalArgumentException e) {
      throw new MalformedShownRecordException("the opening is not base64");
    }
  }

  private static Map<String, String> texts(byte[] bytes) throws MalformedShownRecordException {
    JsonFactory factory =
        JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = factory.createParser(bytes)) {
      expect(json.nextToken() == JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        expect(json.nextToken() == JsonToken.VALUE_STRING);
        texts.put(name, json.getText());
      }
      expect(json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
    } catch (JsonProcessingException e) {
      throw new MalformedShownRecordException(e.getOriginalMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return texts;
  }

  private static void expect(boolean holds) throws MalformedShownRecordException {
    if (!holds) {
      throw new MalformedShownRecordException("it is not one JSON object of texts");
    }
  }
}
