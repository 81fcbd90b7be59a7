package dev.drawbridge.sidecar.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2Error;

/** The way out to the consumer: a connection of HTTP/1.1, or a stream of HTTP/2. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // A write that fails closes the channel, which is heard.
final class ConsumerSide {

  private final ChannelHandlerContext ctx;
  private final boolean http2;
  private boolean ended;

  ConsumerSide(ChannelHandlerContext ctx, boolean http2) {
    this.ctx = ctx;
    this.http2 = http2;
  }

  /** Writes a part of an answer, without flushing. */
  void write(Object part) {
    ctx.write(part);
  }

  /** Writes the last part of an answer. */
  void writeLast(Object part, ChannelFutureListener written) {
    ctx.writeAndFlush(part).addListener(written);
  }

  void flush() {
    ctx.flush();
  }

  /** Tells the consumer to send the body that he holds back. */
  void continueExpected() {
    ctx.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  /** Whether he takes more. */
  boolean isWritable() {
    return ctx.channel().isWritable();
  }

  /** Bytes that were written and that he has not taken yet. */
  long pendingBytes() {
    Channel channel = ctx.channel();
    return channel.isWritable()
        ? channel.config().getWriteBufferHighWaterMark() + 1 - channel.bytesBeforeUnwritable()
        : channel.config().getWriteBufferLowWaterMark() - 1 + channel.bytesBeforeWritable();
  }

  /** The answer is whole, and the rest of the request is of no use (RFC 9113, 8.1). */
  void stopRequest() {
    ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
  }

  /** Whether it was closed or broken off; TLS may need a while to say so, and reads meanwhile. */
  boolean ended() {
    return ended;
  }

  /** Ends it so that what was sent does not look whole. */
  void breakOff() {
    ended = true;
    if (http2) {
      ctx.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
    } else {
      ctx.close();
    }
  }

  /** Asks for more of the request. */
  void read() {
    ctx.read();
  }

  void close() {
    ended = true;
    ctx.close();
  }
}
