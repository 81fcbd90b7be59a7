package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.RequestFacts;
import dev.drawbridge.sidecar.inspection.RequestInspection;
import dev.drawbridge.sidecar.protocol.Body;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.BodyHasher;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** A request body that is read whole, inspected and hashed before the model sees any of it. */
final class WholeBody {

  private static final int FIRST_CAPACITY = 4 * 1024;

  private final Worker worker;
  private final BodyHasher hasher;
  private final boolean permitted;
  private final long most;
  private final long jsonBytes;
  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private long length;
  private long budgeted;
  private boolean complete;
  private @Nullable RequestFacts facts;

  private WholeBody(
      Worker worker, BodyHasher hasher, boolean permitted, long most, long jsonBytes) {
    this.worker = worker;
    this.hasher = hasher;
    this.permitted = permitted;
    this.most = most;
    this.jsonBytes = jsonBytes;
  }

  /**
   * Begins.
   *
   * @param kind JSON, or none at all
   * @param rules how long it may be, and how much of it is JSON
   */
  static WholeBody of(Body kind, HttpRequest head, Rules rules, Worker worker, BodyHasher hasher) {
    long most = rules.config().limits().bodyBytes();
    long json = JsonPart.bytes(rules.config().protocol(), head.headers());
    return new WholeBody(worker, hasher, kind == Body.JSON, most, json);
  }

  /**
   * Takes the next piece, which stays the caller's.
   *
   * @return why the request is refused; null if it is not
   */
  @Nullable Refusal add(HttpContent content) {
    if (content.decoderResult().isFailure()) {
      return Refusal.of(Rule.REQUEST_MALFORMED);
    }
    complete = content instanceof LastHttpContent;
    ByteBuf piece = content.content();
    int more = piece.readableBytes();
    if (more == 0) {
      return null;
    }
    if (!permitted) {
      return HeadCheck.malformed("This endpoint takes no body.");
    }
    if (length + more > most) {
      return tooLarge(most);
    }
    if (!worker.budget().take(more)) {
      return Refusal.of(Rule.OVERLOADED);
    }
    budgeted += more;
    hasher.request(piece);
    length += more;
    keep(piece);
    return null;
  }

  static Refusal tooLarge(long most) {
    return Refusal.of(
        Rule.BODY_TOO_LARGE,
        "A body may have %d bytes here. %s".formatted(most, Rule.BODY_TOO_LARGE.advice()));
  }

  private void keep(ByteBuf piece) {
    if (complete && bytes.capacity() == 0) {
      bytes = piece.retainedSlice();
      return;
    }
    if (bytes.capacity() == 0) {
      // Copied: a small piece would hold on to the large buffer that it was read into.
      bytes = worker.allocator().directBuffer(Math.max(FIRST_CAPACITY, piece.readableBytes()));
    }
    bytes.writeBytes(piece, piece.readerIndex(), piece.readableBytes());
  }

  boolean isComplete() {
    return complete;
  }

  /**
   * The body is whole: puts into the record what is to be known of it.
   *
   * @return why the request is refused; null if it is not
   */
  @Nullable Refusal finish(RequestRecord record, Operation operation) {
    if (length > 0) {
      record.prompt(length, hasher.requestHash());
    }
    if (!permitted) {
      return null;
    }
    // Only now, for the inspection keeps a copy.
    RequestInspection inspection = new RequestInspection();
    inspection.feed(bytes.nioBuffer(bytes.readerIndex(), (int) Math.min(jsonBytes, length)));
    RequestFacts says = inspection.finish();
    facts = says;
    String problem = says.problem();
    if (problem != null) {
      return Refusal.of(Rule.BODY_MALFORMED, problem);
    }
    record.stream(says.stream() || operation.streams());
    record.promptChars(says.codePoints());
    return null;
  }

  /** What it says; null where there is none. */
  @Nullable RequestFacts facts() {
    return facts;
  }

  long length() {
    return length;
  }

  /** The bytes, which now belong to the caller. */
  ByteBuf take() {
    ByteBuf taken = bytes;
    bytes = Unpooled.EMPTY_BUFFER;
    return taken;
  }

  /** Frees what is left, and its place in the budget. May be called again. */
  void release() {
    take().release();
    worker.budget().giveBack(budgeted);
    budgeted = 0;
  }
}
