package dev.drawbridge.sidecar.pod;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;

/** Frames of HTTP/2 one after the other (RFC 9113, 4.1), of which none is checked. */
public final class Frames {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PUSH_PROMISE = 5;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  public static final int END_STREAM = 0x1;
  public static final int ACK = 0x1;
  public static final int END_HEADERS = 0x4;
  public static final int PADDED = 0x8;
  public static final int WITH_PRIORITY = 0x20;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** One frame, with its true length. */
  public Frames frame(int type, int flags, int stream, byte... payload) {
    return frame(payload.length, type, flags, stream, payload);
  }

  /** One frame, with a length that may be a lie. */
  public Frames frame(int length, int type, int flags, int stream, byte[] payload) {
    bytes.writeBytes(number(length, 3));
    bytes.write(type);
    bytes.write(flags);
    bytes.writeBytes(number(stream, 4));
    bytes.writeBytes(payload);
    return this;
  }

  /** The head of a request, which is not over with it. */
  public Frames head(int stream, byte... block) {
    return frame(HEADERS, END_HEADERS, stream, block);
  }

  /** A request without a body, or trailers. */
  public Frames headAndEnd(int stream, byte... block) {
    return frame(HEADERS, END_HEADERS | END_STREAM, stream, block);
  }

  /** A piece of a body. */
  public Frames data(int stream, String text) {
    return frame(DATA, 0, stream, text.getBytes(ISO_8859_1));
  }

  /** The last piece of a body. */
  public Frames lastData(int stream, String text) {
    return frame(DATA, END_STREAM, stream, text.getBytes(ISO_8859_1));
  }

  /** One setting. */
  public Frames setting(int id, long value) {
    return frame(SETTINGS, 0, 0, join(number(id, 2), number(value, 4)));
  }

  /** The same frames so many times. */
  public Frames times(int count, Frames frames) {
    for (int i = 0; i < count; i++) {
      bytes.writeBytes(frames.bytes());
    }
    return this;
  }

  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Big-endian. */
  public static byte[] number(long value, int length) {
    byte[] number = new byte[length];
    for (int i = 0; i < length; i++) {
      number[i] = (byte) (value >> (8 * (length - 1 - i)));
    }
    return number;
  }

  /** One after the other. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  /** Headers, each a literal that is not indexed (RFC 7541, 6.2.2): names and values in turn. */
  public static byte[] block(String... namesAndValues) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      block.write(0);
      block.writeBytes(text(namesAndValues[i]));
      block.writeBytes(text(namesAndValues[i + 1]));
    }
    return block.toByteArray();
  }

  /** A string of HPACK as it is (RFC 7541, 5.2). */
  public static byte[] text(String text) {
    byte[] plain = text.getBytes(ISO_8859_1);
    ByteArrayOutputStream string = new ByteArrayOutputStream();
    if (plain.length < 127) {
      string.write(plain.length);
    } else {
      string.write(127);
      int rest = plain.length - 127;
      for (; rest >= 128; rest >>= 7) {
        string.write((rest & 127) | 128);
      }
      string.write(rest);
    }
    string.writeBytes(plain);
    return string.toByteArray();
  }
}
