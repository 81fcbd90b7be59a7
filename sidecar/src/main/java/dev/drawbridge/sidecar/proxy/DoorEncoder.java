package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Encodes answers of HTTP/1.1; one to HEAD has no body, whatever its headers say. */
final class DoorEncoder extends HttpResponseEncoder {

  private boolean head;

  /** Tells whether the next answer is one to HEAD. */
  void answersHead(boolean head) {
    this.head = head;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse answer) {
    return head || super.isContentAlwaysEmpty(answer);
  }
}
