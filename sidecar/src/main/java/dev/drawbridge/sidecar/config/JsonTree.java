package dev.drawbridge.sidecar.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A small JSON file as maps, lists, strings, longs, doubles and booleans. Members that occur twice
 * become problems: readers differ on which of them counts.
 */
final class JsonTree {

  /** JSON's null, which no collection may hold otherwise. */
  enum Null {
    NULL
  }

  /** A ConfigMap holds no more. */
  private static final int MOST_BYTES = 1 << 20;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(16).build())
          .build();

  private final JsonParser parser;
  private final Problems problems;

  private JsonTree(JsonParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  static Object parse(byte[] json, Problems problems) throws InvalidConfigException {
    if (json.length > MOST_BYTES) {
      problems.add("$", "is %d bytes long".formatted(json.length), "keep it within 1 MiB");
      problems.throwIfAny();
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      parser.nextToken();
      Object root = new JsonTree(parser, problems).value("");
      if (parser.nextToken() != null) {
        problems.add("$", "goes on behind its end", "remove what follows the last brace");
      }
      return root;
    } catch (JsonProcessingException e) {
      problems.add("$", "is not JSON" + place(e), e.getOriginalMessage());
      problems.throwIfAny();
      throw new IllegalStateException("a problem was added just now", e);
    } catch (IOException e) {
      throw new UncheckedIOException("an array in memory can always be read", e);
    }
  }

  private static String place(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  /** How a value is called in a message. */
  static String describe(Object value) {
    return switch (value) {
      case Map<?, ?> object -> "an object";
      case List<?> list -> "a list";
      case String text when text.length() > 64 -> describe(text.substring(0, 61) + "...");
      case String text -> "\"" + CONTROL.matcher(text).replaceAll("?") + "\"";
      case Null nothing -> "null";
      default -> value.toString();
    };
  }

  private Object value(String path) throws IOException {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(path);
      case START_ARRAY -> list(path);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> Null.NULL;
    };
  }

  private Object integer() throws IOException {
    // No conditional expression: it would make a double of both.
    if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
      return parser.getDoubleValue();
    }
    return parser.getLongValue();
  }

  private Map<String, Object> object(String path) throws IOException {
    Map<String, Object> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      String member = path.isEmpty() ? name : path + "." + name;
      parser.nextToken();
      if (members.put(name, value(member)) != null) {
        problems.add(member, "occurs twice", "keep one of them");
      }
    }
    return members;
  }

  private List<Object> list(String path) throws IOException {
    List<Object> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(value("%s[%d]".formatted(path, items.size())));
    }
    return items;
  }
}
