package dev.drawbridge.audit.record;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * Reads a record back. Accepts exactly the canonical form of the fields of this schema: whatever it
 * returns would be written the same way again, byte by byte.
 */
public final class RecordReader {

  /** The bytes are no record; the message says at which byte. */
  public static final class MalformedRecordException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedRecordException(String message) {
      super(message);
    }
  }

  private final String json;
  private int at;

  private RecordReader(String json) {
    this.json = json;
  }

  /** Values are {@code String}, {@code Long} or {@code Boolean}, as the field's type says. */
  public static Map<Field, Object> read(byte[] bytes) throws MalformedRecordException {
    if (bytes.length > AuditRecord.MAX_BYTES) {
      throw new MalformedRecordException("longer than %d bytes".formatted(AuditRecord.MAX_BYTES));
    }
    Map<Field, Object> values = new RecordReader(decode(bytes)).object();
    if (!Arrays.equals(bytes, encode(values))) {
      throw new MalformedRecordException("not in canonical form");
    }
    return values;
  }

  private static String decode(byte[] bytes) throws MalformedRecordException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedRecordException("not UTF-8");
    }
  }

  private Map<Field, Object> object() throws MalformedRecordException {
    Map<Field, Object> values = new EnumMap<>(Field.class);
    expect('{');
    do {
      String name = string();
      Field field = Field.named(name).orElseThrow(() -> malformed("unknown field " + name));
      expect(':');
      if (values.put(field, value(field)) != null) {
        throw malformed("a field occurs twice");
      }
    } while (take(','));
    expect('}');
    if (at != json.length()) {
      throw malformed("something follows the record");
    }
    return values;
  }

  private Object value(Field field) throws MalformedRecordException {
    return switch (field.type()) {
      case TEXT -> string();
      case NUMBER -> number();
      case FLAG -> flag();
    };
  }

  private long number() throws MalformedRecordException {
    int start = at;
    take('-');
    while (at < json.length() && Character.digit(json.charAt(at), 10) >= 0) {
      at++;
    }
    try {
      return Long.parseLong(json.substring(start, at));
    } catch (NumberFormatException e) {
      throw malformed("an integer was expected");
    }
  }

  private boolean flag() throws MalformedRecordException {
    boolean value = json.startsWith("true", at);
    if (!value && !json.startsWith("false", at)) {
      throw malformed("true or false was expected");
    }
    at += value ? 4 : 5;
    return value;
  }

  private String string() throws MalformedRecordException {
    expect('"');
    StringBuilder text = new StringBuilder();
    while (!take('"')) {
      char c = next();
      text.append(c == '\\' ? escaped() : c);
    }
    return text.toString();
  }

  private char escaped() throws MalformedRecordException {
    char c = next();
    return switch (c) {
      case 'b' -> '\b';
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'f' -> '\f';
      case 'r' -> '\r';
      case '"', '\\' -> c;
      case 'u' -> unicode();
      default -> throw malformed("unknown escape");
    };
  }

  private char unicode() throws MalformedRecordException {
    int end = Math.min(at + 4, json.length());
    try {
      char c = (char) Integer.parseUnsignedInt(json.substring(at, end), 16);
      at = end;
      return c;
    } catch (NumberFormatException e) {
      throw malformed("four hex digits were expected");
    }
  }

  private char next() throws MalformedRecordException {
    if (at >= json.length()) {
      throw malformed("it ends too early");
    }
    return json.charAt(at++);
  }

  private boolean take(char c) {
    boolean there = at < json.length() && json.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) throws MalformedRecordException {
    if (!take(c)) {
      throw malformed("'%c' was expected".formatted(c));
    }
  }

  private MalformedRecordException malformed(String why) {
    return new MalformedRecordException("%s, at character %d".formatted(why, at));
  }

  private static byte[] encode(Map<Field, Object> values) throws MalformedRecordException {
    AuditRecord record = new AuditRecord().begin(event(values));
    for (Map.Entry<Field, Object> entry : values.entrySet()) {
      set(record, entry.getKey(), entry.getValue());
    }
    int length = record.encode(number(values, Field.TIME), number(values, Field.TIME_MONO_US));
    return length < 0 ? new byte[0] : Arrays.copyOf(record.bytes(), length);
  }

  private static void set(AuditRecord record, Field field, Object value)
      throws MalformedRecordException {
    if (field.written()) {
      return;
    }
    try {
      switch (value) {
        case String text -> record.text(field, text);
        case Long number -> record.number(field, number);
        case Boolean flag -> record.flag(field, flag);
        default -> throw new AssertionError(value);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedRecordException(String.valueOf(e.getMessage()));
    }
  }

  private static Event event(Map<Field, Object> values) throws MalformedRecordException {
    Object name = values.get(Field.EVENT);
    for (Event event : Event.values()) {
      if (event.text().equals(name)) {
        return event;
      }
    }
    throw new MalformedRecordException("unknown event " + name);
  }

  private static long number(Map<Field, Object> values, Field field)
      throws MalformedRecordException {
    if (!(values.get(field) instanceof Long number)) {
      throw new MalformedRecordException(field.text() + " is missing");
    }
    if (!AuditRecord.isExact(number)) {
      throw new MalformedRecordException(field.text() + " is beyond what JSON numbers can say");
    }
    return number;
  }
}
