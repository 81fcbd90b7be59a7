package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;

/** What was decoded and is not wanted yet: at most what one read gave. */
final class Inbox {

  private final ArrayDeque<HttpObject> parts = new ArrayDeque<>(4);

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

  /** Whether the end of a request lies here. */
  boolean hasEnd() {
    for (HttpObject part : parts) {
      if (part instanceof LastHttpContent) {
        return true;
      }
    }
    return false;
  }

  /** Drops the rest of a request, as far as it lies here; whether that was all of it. */
  boolean dropToEnd() {
    while (!parts.isEmpty()) {
      HttpObject part = parts.remove();
      ReferenceCountUtil.release(part);
      if (part instanceof LastHttpContent) {
        return true;
      }
    }
    return false;
  }

  /** Drops everything. */
  void clear() {
    parts.forEach(ReferenceCountUtil::release);
    parts.clear();
  }
}
