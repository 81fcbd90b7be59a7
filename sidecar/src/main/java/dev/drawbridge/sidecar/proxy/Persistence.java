package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;

/** Whether a connection of HTTP/1.1 goes on behind an answer. Streams of HTTP/2 do not ask. */
final class Persistence {

  private final ConsumerConnection connection;
  private boolean kept = true;

  Persistence(ConsumerConnection connection) {
    this.connection = connection;
  }

  /** As the consumer wants it, if he could be understood. */
  void requestBegan(HttpRequest head) {
    kept = HttpUtil.isKeepAlive(head) && head.decoderResult().isSuccess();
  }

  /** It cannot: there is half a head on it. */
  void ends() {
    kept = false;
  }

  /**
   * Settles it, and says so in the head of the answer.
   *
   * @param clear whether it is clear where the request ends, and that end is there
   */
  void settle(HttpResponse head, boolean clear) {
    if (!connection.http2()) {
      kept &= clear && !connection.closesNext(System.nanoTime());
      HttpUtil.setKeepAlive(head, kept);
    }
  }

  boolean kept() {
    return kept;
  }
}
