package dev.drawbridge.sidecar.record;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.pseudonym.Purpose;
import io.netty.buffer.ByteBuf;
import javax.crypto.Mac;

/**
 * The keyed hashes of one exchange, over its bodies byte by byte: that of the request and that of
 * the answer may grow at the same time. Not safe for use by several threads.
 */
public final class BodyHasher {

  private static final int CHUNK = 8 * 1024;

  private final Pseudonyms pseudonyms;
  private final int epoch;
  private final byte[] scratch;
  private final Mac prompt;
  private final Mac response;
  private boolean done;

  BodyHasher(Pseudonyms pseudonyms, int epoch, byte[] scratch) {
    this.pseudonyms = pseudonyms;
    this.epoch = epoch;
    this.scratch = scratch;
    prompt = pseudonyms.begin(Purpose.PROMPT);
    response = pseudonyms.begin(Purpose.RESPONSE);
  }

  static byte[] scratch() {
    return new byte[CHUNK];
  }

  int epoch() {
    return epoch;
  }

  /** Ready for another exchange. */
  BodyHasher again() {
    prompt.reset();
    response.reset();
    done = false;
    return this;
  }

  /** Whether it was given back before. */
  boolean giveBack() {
    boolean first = !done;
    done = true;
    return first;
  }

  /** Takes readable bytes of the request as received; the reader's index stays. */
  public void request(ByteBuf bytes) {
    update(prompt, bytes);
  }

  /** Takes readable bytes of the answer as sent; the reader's index stays. */
  public void answer(ByteBuf bytes) {
    update(response, bytes);
  }

  private void update(Mac mac, ByteBuf bytes) {
    if (bytes.hasArray()) {
      mac.update(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
      return;
    }
    // Copied here: the JDK would allocate an array for each piece of a direct buffer.
    int end = bytes.writerIndex();
    for (int at = bytes.readerIndex(); at < end; at += CHUNK) {
      int length = Math.min(CHUNK, end - at);
      bytes.getBytes(at, scratch, 0, length);
      mac.update(scratch, 0, length);
    }
  }

  /** Ends the hash of the request. */
  public String requestHash() {
    return pseudonyms.end(Purpose.PROMPT);
  }

  /** Ends the hash of the answer. */
  public String answerHash() {
    return pseudonyms.end(Purpose.RESPONSE);
  }

  String ofConsumer(String spiffe) {
    return pseudonyms.ofText(Purpose.CONSUMER, spiffe);
  }
}
