package dev.drawbridge.cli.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.drawbridge.cli.cluster.Kubectl.CutOffException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An answer of the API server. What is not there is the empty text, or no items.
 *
 * @param members of an object
 * @param items of a list
 * @param text of anything else
 */
record JsonTree(Map<String, JsonTree> members, List<JsonTree> items, String text) {

  /** More than an API server has of all that is asked for. */
  private static final long MAX_BYTES = 256L << 20;

  private static final JsonTree NOTHING = new JsonTree(Map.of(), List.of(), "");

  /** Reads a whole answer of at most 256 MiB, and does not close where it comes from. */
  static JsonTree read(InputStream from) throws IOException {
    JsonFactory factory =
        JsonFactory.builder()
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxDocumentLength(MAX_BYTES).build())
            .build();
    try (JsonParser json = factory.createParser(from)) {
      if (json.nextToken() == null) {
        throw new CutOffException("kubectl gave no answer");
      }
      return value(json);
    }
  }

  private static JsonTree value(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        members.put(name, value(json));
      }
      return new JsonTree(members, List.of(), "");
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      List<JsonTree> items = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        items.add(value(json));
      }
      return new JsonTree(Map.of(), items, "");
    }
    return new JsonTree(Map.of(), List.of(), Optional.ofNullable(json.getText()).orElse(""));
  }

  /** A member, or one of a member, and so on. */
  JsonTree at(String... path) {
    JsonTree found = this;
    for (String name : path) {
      found = found.members.getOrDefault(name, NOTHING);
    }
    return found;
  }
}
