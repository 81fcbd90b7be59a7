package dev.drawbridge.sidecar.inspection;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.Writer;

/** Counts the Unicode code points of texts, without putting a text together. */
final class CodePoints extends Writer {

  private long count;

  /** Adds those of the text that the parser stands on. */
  @SuppressWarnings("CheckReturnValue") // How many chars were written says nothing.
  void add(JsonParser parser) throws IOException {
    parser.getText(this);
  }

  long count() {
    return count;
  }

  @Override
  public void write(char[] chars, int from, int length) {
    for (int i = from; i < from + length; i++) {
      // Each code point has one char that is no low surrogate; half a pair counts at most once.
      if (!Character.isLowSurrogate(chars[i])) {
        count++;
      }
    }
  }

  @Override
  public void write(String text, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (!Character.isLowSurrogate(text.charAt(i))) {
        count++;
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
