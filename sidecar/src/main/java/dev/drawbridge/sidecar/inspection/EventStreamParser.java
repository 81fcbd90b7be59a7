package dev.drawbridge.sidecar.inspection;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a stream of server-sent events (WHATWG HTML, section 9.2) into the data of its events. Lines
 * end with CR, LF or both; an event that the stream breaks off in does not count.
 */
final class EventStreamParser {

  /** Bytes of one event that are kept; of a longer one there is only the beginning. */
  static final int MOST = 256 * 1024;

  private static final int FIRST = 512;
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final byte[] DATA = {'d', 'a', 't', 'a'};
  private static final byte[] EVENT = {'e', 'v', 'e', 'n', 't'};
  private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r'};

  /** Hears of each event that has data. */
  interface Listener {
    /**
     * One event.
     *
     * @param error whether it is called {@code error}
     * @param data its first {@code length} bytes are those of the event, valid until it returns
     * @param whole whether these are all
     */
    void event(boolean error, byte[] data, int length, boolean whole);
  }

  private enum Part {
    NAME,
    SPACE,
    VALUE
  }

  private final Listener listener;
  private final Text name = new Text(8, 8);
  private final Text type = new Text(8, 8);
  private final Text data = new Text(FIRST, MOST);
  private Part part = Part.NAME;
  private boolean hasData;
  private boolean afterReturn;
  private boolean firstLine = true;

  EventStreamParser(Listener listener) {
    this.listener = listener;
  }

  /** Takes the next piece, whose position stays. */
  void feed(ByteBuffer piece) {
    for (int i = piece.position(); i < piece.limit(); i++) {
      byte b = piece.get(i);
      if (b == '\r' || b == '\n') {
        if (b == '\r' || !afterReturn) {
          endOfLine();
        }
        afterReturn = b == '\r';
      } else {
        afterReturn = false;
        take(b);
      }
    }
  }

  private void take(byte b) {
    if (part == Part.NAME) {
      if (b == ':') {
        begin();
        part = Part.SPACE;
      } else {
        name.add(b);
        if (firstLine && name.is(BYTE_ORDER_MARK)) {
          name.clear();
          firstLine = false;
        }
      }
      return;
    }
    boolean skipped = part == Part.SPACE && b == ' ';
    part = Part.VALUE;
    if (skipped) {
      return;
    }
    if (name.is(DATA)) {
      data.add(b);
    } else if (name.is(EVENT)) {
      type.add(b);
    }
  }

  /** A field begins: several lines of data are one text. */
  private void begin() {
    if (name.is(DATA)) {
      if (hasData) {
        data.add((byte) '\n');
      }
      hasData = true;
    } else if (name.is(EVENT)) {
      type.clear();
    }
  }

  private void endOfLine() {
    firstLine = false;
    if (part == Part.NAME && name.isEmpty()) {
      dispatch();
    } else if (part == Part.NAME) {
      begin();
    }
    part = Part.NAME;
    name.clear();
  }

  private void dispatch() {
    if (hasData) {
      listener.event(type.is(ERROR), data.bytes, data.length, !data.cut);
    }
    hasData = false;
    data.clear();
    type.clear();
  }

  /** Bytes, up to a limit. */
  private static final class Text {

    private final int most;
    private byte[] bytes;
    private int length;
    private boolean cut;

    Text(int first, int most) {
      bytes = new byte[first];
      this.most = most;
    }

    void add(byte b) {
      if (length == most) {
        cut = true;
        return;
      }
      if (length == bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.min(2 * length, most));
      }
      bytes[length++] = b;
    }

    boolean is(byte[] expected) {
      return !cut && Arrays.equals(bytes, 0, length, expected, 0, expected.length);
    }

    boolean isEmpty() {
      return length == 0;
    }

    void clear() {
      length = 0;
      cut = false;
    }
  }
}
