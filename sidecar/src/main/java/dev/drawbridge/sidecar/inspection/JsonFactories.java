package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;

/** How much JSON may ask of a reader. */
final class JsonFactories {

  /** Deeper than any request, with the schemas that tools bring along. */
  private static final int DEPTH = 128;

  private static final int NAME = 4_096;
  private static final int NUMBER = 1_000;

  /** Longer texts of an answer are not kept together to be looked at. */
  private static final int ANSWER_TEXT = 1 << 20;

  /** Of requests, whose bodies are limited as a whole. */
  static final JsonFactory REQUESTS = factory(Integer.MAX_VALUE);

  static final JsonFactory ANSWERS = factory(ANSWER_TEXT);

  private static JsonFactory factory(int text) {
    return JsonFactory.builder()
        // Names are somebody else's, and would stay in the table of interned strings.
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        // JSON is UTF-8 (RFC 8259, section 8.1); who guesses may guess another request.
        .disable(JsonFactory.Feature.CHARSET_DETECTION)
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH)
                .maxNameLength(NAME)
                .maxNumberLength(NUMBER)
                .maxStringLength(text)
                .build())
        .build();
  }

  private JsonFactories() {}
}
