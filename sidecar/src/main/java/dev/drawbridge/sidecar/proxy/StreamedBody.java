package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.BodyHasher;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** A request body that is passed on as it comes: measured and hashed on the way. */
final class StreamedBody {

  private final Accepted accepted;
  private final BodyHasher hasher;
  private final long most;
  private long length;
  private boolean complete;
  private boolean ended;

  /**
   * Begins.
   *
   * @param most bytes that it may have. A gRPC stream of many messages may have more than any one
   *     request, and has no such limit
   */
  StreamedBody(Accepted accepted, long most, BodyHasher hasher) {
    this.accepted = accepted;
    this.hasher = hasher;
    this.most = accepted.operation() == Operation.KSERVE_STREAM_INFER ? Long.MAX_VALUE : most;
  }

  /** Why the request cannot go on with this piece; null if it can. */
  @Nullable Refusal check(HttpContent piece) {
    if (piece.decoderResult().isFailure()) {
      return Refusal.of(Rule.REQUEST_MALFORMED);
    }
    return length + piece.content().readableBytes() > most ? WholeBody.tooLarge(most) : null;
  }

  /** What the model gets of a piece: trailers of requests are dropped (RFC 9110, 6.5.1). */
  HttpObject passed(HttpContent piece) {
    length += piece.content().readableBytes();
    hasher.request(piece.content());
    complete = piece instanceof LastHttpContent;
    return piece instanceof LastHttpContent last && !last.trailingHeaders().isEmpty()
        ? last(last.content())
        : piece;
  }

  boolean complete() {
    return complete;
  }

  /** Puts on record what has passed. */
  void end() {
    if (!ended && length > 0) {
      accepted.record().prompt(length, hasher.requestHash());
    }
    ended = true;
  }

  /** The end of a body without trailers. */
  static LastHttpContent last(ByteBuf bytes) {
    return new DefaultLastHttpContent(bytes, DefaultHttpHeadersFactory.trailersFactory());
  }
}
