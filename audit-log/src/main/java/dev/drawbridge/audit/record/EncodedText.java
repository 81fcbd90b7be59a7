package dev.drawbridge.audit.record;

import java.util.Arrays;

/**
 * A text in its canonical form already. What stands in record after record, such as the name of a
 * model, is encoded once and copied from then on.
 */
public final class EncodedText implements CharSequence {

  private final String text;
  private final byte[] quoted;

  private EncodedText(String text, byte[] quoted) {
    this.text = text;
    this.quoted = quoted;
  }

  /** Encodes a text of any length; whether a record takes it is decided there. */
  public static EncodedText of(String text) {
    byte[] buffer = new byte[CanonicalText.MAX_BYTES_PER_CHAR * (text.length() + 1) + 2];
    int length = CanonicalText.putString(buffer, 0, text);
    return new EncodedText(text, Arrays.copyOf(buffer, length));
  }

  /** Copies it; -1 if the buffer is too small. */
  int put(byte[] buffer, int at) {
    if (buffer.length - at < quoted.length) {
      return -1;
    }
    System.arraycopy(quoted, 0, buffer, at, quoted.length);
    return at + quoted.length;
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public char charAt(int index) {
    return text.charAt(index);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return text.subSequence(start, end);
  }

  @Override
  public String toString() {
    return text;
  }
}
