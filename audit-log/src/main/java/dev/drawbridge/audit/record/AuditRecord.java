package dev.drawbridge.audit.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way to the log: set its fields, hand it over, use it again. It owns its buffer
 * and allocates nothing once it is made, so that an event loop keeps a few of them.
 *
 * <p>Not safe for use by several threads. The log copies the bytes before {@code append} returns.
 */
public final class AuditRecord {

  /** A record has at most so many bytes; a longer one is refused, never cut. */
  public static final int MAX_BYTES = 2048;

  /** A text has at most so many UTF-16 units. */
  public static final int MAX_TEXT = 512;

  /** What {@link #ref} says when there is nothing to refer to. */
  public static final long NO_REF = -1;

  private static final long MAX_EXACT = (1L << 53) - 1;
  private static final Field[] FIELDS = Field.values();
  private static final byte[][] NAMES = new byte[FIELDS.length][];

  static {
    for (Field field : FIELDS) {
      NAMES[field.place()] = ("\"" + field.text() + "\":").getBytes(StandardCharsets.US_ASCII);
    }
  }

  private final byte[] bytes = new byte[MAX_BYTES];
  private final boolean[] present = new boolean[FIELDS.length];
  private final long[] numbers = new long[FIELDS.length];
  private final @Nullable CharSequence[] texts = new @Nullable CharSequence[FIELDS.length];
  private Event event = Event.HEARTBEAT;
  private long ref = NO_REF;

  /** Empties it for an event that refers to no other. */
  public AuditRecord begin(Event event) {
    this.event = Objects.requireNonNull(event);
    ref = NO_REF;
    Arrays.fill(present, false);
    Arrays.fill(texts, null);
    return this;
  }

  /**
   * Empties it for the end of a request.
   *
   * @param accepted the index that the log gave to the record {@code inference.accepted}
   */
  public AuditRecord beginCompletion(long accepted) {
    if (accepted < 0) {
      throw new IllegalArgumentException("the index of the accepted record is 0 or more");
    }
    begin(Event.INFERENCE_COMPLETED);
    ref = accepted;
    return this;
  }

  public AuditRecord text(Field field, CharSequence value) {
    claim(field, Field.Type.TEXT);
    texts[field.place()] = value;
    return this;
  }

  public AuditRecord number(Field field, long value) {
    if (!isExact(value)) {
      throw new IllegalArgumentException(field.text() + " is beyond what JSON numbers can say");
    }
    claim(field, Field.Type.NUMBER);
    numbers[field.place()] = value;
    return this;
  }

  /** Whether a number of JSON says just this one. */
  static boolean isExact(long value) {
    return value >= -MAX_EXACT && value <= MAX_EXACT;
  }

  public AuditRecord flag(Field field, boolean value) {
    claim(field, Field.Type.FLAG);
    numbers[field.place()] = value ? 1 : 0;
    return this;
  }

  private void claim(Field field, Field.Type type) {
    if (field.written() || field.type() != type || !field.events().contains(event)) {
      throw new IllegalArgumentException(
          "%s of type %s cannot be set in %s".formatted(field.text(), type, event.text()));
    }
    present[field.place()] = true;
  }

  /**
   * Writes the canonical form into {@link #bytes}.
   *
   * @param wallMicros microseconds since 1970
   * @param monoMicros microseconds since the log was opened
   * @return its length; -1 if the record or one of its texts is too long
   */
  public int encode(long wallMicros, long monoMicros) {
    set(Field.EVENT, event.text());
    set(Field.SCHEMA, Field.SCHEMA_VERSION);
    set(Field.TIME, wallMicros);
    set(Field.TIME_MONO_US, monoMicros);
    int at = 0;
    bytes[at++] = '{';
    for (int i = 0; i < FIELDS.length && at >= 0; i++) {
      if (present[i]) {
        at = putMember(i, at);
      }
    }
    if (at < 0) {
      return -1;
    }
    bytes[at - 1] = '}'; // where the last member left its comma
    return at;
  }

  private void set(Field field, String text) {
    present[field.place()] = true;
    texts[field.place()] = text;
  }

  private void set(Field field, long number) {
    present[field.place()] = true;
    numbers[field.place()] = number;
  }

  private int putMember(int i, int at) {
    byte[] name = NAMES[i];
    if (bytes.length - at < name.length + CanonicalText.MAX_BYTES_PER_CHAR) {
      return -1;
    }
    System.arraycopy(name, 0, bytes, at, name.length);
    int end = putValue(i, at + name.length);
    if (end < 0 || end >= bytes.length) {
      return -1;
    }
    bytes[end] = ',';
    return end + 1;
  }

  private int putValue(int i, int at) {
    return switch (FIELDS[i].type()) {
      case NUMBER -> CanonicalText.putNumber(bytes, at, numbers[i]);
      case FLAG -> putFlag(at, numbers[i] != 0);
      case TEXT -> {
        CharSequence text = Objects.requireNonNull(texts[i]);
        yield text.length() > MAX_TEXT ? -1 : putText(at, text);
      }
    };
  }

  private int putText(int at, CharSequence text) {
    return text instanceof EncodedText encoded
        ? encoded.put(bytes, at)
        : CanonicalText.putString(bytes, at, text);
  }

  private int putFlag(int at, boolean value) {
    byte[] word = value ? TRUE : FALSE;
    System.arraycopy(word, 0, bytes, at, word.length);
    return at + word.length;
  }

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  /** The buffer; valid up to what {@link #encode} returned, until the next call. */
  public byte[] bytes() {
    return bytes;
  }

  public Event event() {
    return event;
  }

  /** The index of the accepted record that this one completes, or {@link #NO_REF}. */
  public long ref() {
    return ref;
  }
}
