package dev.drawbridge.api.crd;

import java.util.ArrayList;
import java.util.List;

/**
 * What a user must be told about one mistake.
 *
 * @param field that is named
 * @param messages parts of the text that say what is wrong
 * @param fixes parts of the text that say what to do
 * @param words whose they are, where they hold no fix since they are not ours
 */
record Refusal(String field, List<String> messages, List<String> fixes, List<String> words) {

  /** The one way to do without a fix: a schema has no words for a field that is not there. */
  private static final List<String> THE_API_SERVERS = List.of("of the API server");

  static Refusal of(String field) {
    return new Refusal(field, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
  }

  /** It says what is wrong, and either how to mend it or why nobody does. */
  boolean isComplete() {
    boolean explained = fixes.isEmpty() == words.equals(THE_API_SERVERS);
    return explained && !messages.isEmpty() && !field.isBlank();
  }

  boolean isToldBy(String text) {
    return messages.stream().allMatch(text::contains) && fixes.stream().allMatch(text::contains);
  }
}
