package dev.drawbridge.audit.record;

import java.nio.charset.StandardCharsets;

/**
 * Strings and integers as RFC 8785 writes them, put into a buffer that the caller owns. Nothing is
 * allocated: this runs on the way of every request.
 */
public final class CanonicalText {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  /** The two-character escapes by the character they stand for; 0 where there is none. */
  private static final byte[] SHORT_ESCAPES = new byte[128];

  static {
    SHORT_ESCAPES['\b'] = 'b';
    SHORT_ESCAPES['\t'] = 't';
    SHORT_ESCAPES['\n'] = 'n';
    SHORT_ESCAPES['\f'] = 'f';
    SHORT_ESCAPES['\r'] = 'r';
    SHORT_ESCAPES['"'] = '"';
    SHORT_ESCAPES['\\'] = '\\';
  }

  /** The most bytes that one UTF-16 code unit can become. */
  static final int MAX_BYTES_PER_CHAR = 6;

  private static final int MAX_DIGITS = 19;

  private CanonicalText() {}

  /**
   * Writes a quoted string. A surrogate without its partner, which UTF-8 cannot express, becomes
   * U+FFFD.
   *
   * @return the position after the last byte; -1 if the buffer may be too small
   */
  public static int putString(byte[] buffer, int at, CharSequence text) {
    if (buffer.length - at < text.length() + 2) {
      return -1;
    }
    int position = at;
    buffer[position++] = '"';
    int i = 0;
    // Nearly all texts are plain to their end, and room for that there is.
    for (; i < text.length() && isPlain(text.charAt(i)); i++) {
      buffer[position++] = (byte) text.charAt(i);
    }
    for (; i < text.length(); i++) {
      if (buffer.length - position < MAX_BYTES_PER_CHAR + 1) {
        return -1;
      }
      char c = text.charAt(i);
      if (c < 0x80) {
        position = putAscii(buffer, position, c);
      } else if (pairAt(text, i)) {
        position = putUtf8(buffer, position, Character.toCodePoint(c, text.charAt(++i)));
      } else {
        position = putUtf8(buffer, position, Character.isSurrogate(c) ? 0xFFFD : c);
      }
    }
    buffer[position++] = '"';
    return position;
  }

  /** Whether it is one byte in UTF-8 and stands for itself. */
  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F && c != '"' && c != '\\';
  }

  private static boolean pairAt(CharSequence text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        && i + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(i + 1));
  }

  private static int putAscii(byte[] buffer, int at, char c) {
    int position = at;
    if (SHORT_ESCAPES[c] != 0) {
      buffer[position++] = '\\';
      buffer[position++] = SHORT_ESCAPES[c];
    } else if (c < 0x20) {
      buffer[position++] = '\\';
      buffer[position++] = 'u';
      buffer[position++] = '0';
      buffer[position++] = '0';
      buffer[position++] = HEX[c >> 4];
      buffer[position++] = HEX[c & 15];
    } else {
      buffer[position++] = (byte) c;
    }
    return position;
  }

  private static int putUtf8(byte[] buffer, int at, int codePoint) {
    int position = at;
    if (codePoint < 0x800) {
      buffer[position++] = (byte) (0xC0 | codePoint >> 6);
    } else if (codePoint < 0x10000) {
      buffer[position++] = (byte) (0xE0 | codePoint >> 12);
      buffer[position++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
    } else {
      buffer[position++] = (byte) (0xF0 | codePoint >> 18);
      buffer[position++] = (byte) (0x80 | (codePoint >> 12 & 0x3F));
      buffer[position++] = (byte) (0x80 | (codePoint >> 6 & 0x3F));
    }
    buffer[position++] = (byte) (0x80 | (codePoint & 0x3F));
    return position;
  }

  /**
   * Writes an integer in decimal, but the least of all. Only those within plus or minus 2^53-1 are
   * canonical.
   *
   * @return the position after the last digit; -1 if the buffer may be too small
   */
  public static int putNumber(byte[] buffer, int at, long value) {
    if (buffer.length - at < MAX_DIGITS + 1) {
      return -1;
    }
    int position = at;
    long rest = value;
    if (rest < 0) {
      buffer[position++] = '-';
      rest = -rest;
    }
    int digits = 1;
    for (long limit = 10; digits < MAX_DIGITS && rest >= limit; limit *= 10) {
      digits++;
    }
    for (int i = position + digits - 1; i >= position; i--) {
      buffer[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return position + digits;
  }
}
