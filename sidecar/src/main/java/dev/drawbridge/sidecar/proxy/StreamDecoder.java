package dev.drawbridge.sidecar.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.util.List;

/**
 * Makes one stream of HTTP/2 a request of HTTP/1.1. A request that is over with its head is dealt
 * with here: Netty takes it for trailers if it has no method, so that nobody would answer it, and
 * loses a buffer if it is malformed otherwise.
 */
final class StreamDecoder extends Http2StreamFrameToHttpObjectCodec {

  private boolean begun;

  StreamDecoder() {
    super(/* isServer= */ true);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, Http2StreamFrame frame, List<Object> out)
      throws Exception {
    boolean first = !begun;
    begun = true;
    if (first && frame instanceof Http2HeadersFrame head) {
      refuseProtocol(head.headers());
      if (head.isEndStream()) {
        out.add(request(head));
        out.add(LastHttpContent.EMPTY_LAST_CONTENT);
        return;
      }
    }
    super.decode(ctx, frame, out);
  }

  /** It may stand in no request, for the door does not offer it (RFC 8441, 3). */
  private static void refuseProtocol(Http2Headers headers) {
    if (headers.contains(Http2Headers.PseudoHeaderName.PROTOCOL.value())) {
      throw new IllegalArgumentException(":protocol was not offered");
    }
  }

  private static HttpObject request(Http2HeadersFrame head) throws Http2Exception {
    return HttpConversionUtil.toHttpRequest(
        head.stream().id(), head.headers(), /* validateHttpHeaders= */ true);
  }
}
