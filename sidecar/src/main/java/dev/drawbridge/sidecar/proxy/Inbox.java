package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/**
 * What was decoded and is not wanted yet: at most what one read gave. Knows whether the end of the
 * request that is under way is still to come.
 */
final class Inbox {

  private final ArrayDeque<HttpObject> parts = new ArrayDeque<>(4);
  private boolean open; // the last piece of the request was not handed over yet

  void add(HttpObject part) {
    parts.add(part);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** The next part, which there has to be. */
  HttpObject next() {
    return parts.remove();
  }

  /** The head of a request was handed over. */
  void requestBegan() {
    open = true;
  }

  /** A piece of its body was handed over. */
  void handedOver(HttpContent piece) {
    // A decoder that has failed drops what follows, which may be the rest of this request.
    open &= !(piece instanceof LastHttpContent) || piece.decoderResult().isFailure();
  }

  /** Whether more of the request is to be handed over. */
  boolean requestOpen() {
    return open;
  }

  /** Whether the whole request was handed over, or lies here. */
  boolean requestArrived() {
    return !open || parts.stream().anyMatch(LastHttpContent.class::isInstance);
  }

  /** Drops what is left of the request, as far as it lies here. */
  void dropRest() {
    while (open && !parts.isEmpty()) {
      HttpObject part = parts.remove();
      ReferenceCountUtil.release(part);
      open = !(part instanceof LastHttpContent);
    }
  }

  /** Drops everything. */
  void clear() {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
  }
}
