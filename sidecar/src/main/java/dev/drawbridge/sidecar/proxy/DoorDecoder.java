package dev.drawbridge.sidecar.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.List;

/**
 * Decodes requests of HTTP/1.1, and refuses what Netty's decoder would mend: folded header lines
 * (RFC 9112, 5.2) and request lines with anything but one space between their parts (3).
 */
final class DoorDecoder extends HttpRequestDecoder {

  private static final int LINE_BYTES = 8 * 1024;
  private static final int PIECE_BYTES = 64 * 1024;

  private boolean inHead = true;
  private boolean lineSeen; // the request line, of this head
  private boolean broken;
  private long headSinceNanos;

  DoorDecoder(int headerBytes) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(headerBytes)
            .setMaxChunkSize(PIECE_BYTES)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  /** Whether a head has begun, and has not come to its end for so long. */
  boolean headIsOlderThan(long limitNanos, long nowNanos) {
    return inHead && headSinceNanos != 0 && nowNanos - headSinceNanos > limitNanos;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
      throws Exception {
    if (inHead && !broken) {
      headSinceNanos = headSinceNanos == 0 ? Math.max(1, System.nanoTime()) : headSinceNanos;
      broken = !plain(buffer);
      if (broken) {
        HttpMessage message = createInvalidMessage();
        message.setDecoderResult(
            DecoderResult.failure(new IllegalArgumentException("not a plain head")));
        out.add(message);
      }
    }
    if (broken) {
      buffer.skipBytes(buffer.readableBytes());
      return;
    }
    int before = out.size();
    super.decode(ctx, buffer, out);
    for (Object decoded : out.subList(before, out.size())) {
      passed(decoded);
    }
  }

  private void passed(Object decoded) {
    inHead = decoded instanceof LastHttpContent;
    if (decoded instanceof HttpRequest || inHead) {
      lineSeen = false;
      headSinceNanos = 0;
    }
  }

  /** Looks at the lines that are complete, all of which the decoder takes next. */
  private boolean plain(ByteBuf buffer) {
    int at = buffer.readerIndex();
    int end = buffer.writerIndex();
    for (int lf = buffer.indexOf(at, end, (byte) '\n'); lf >= 0; ) {
      int length = lf > at && buffer.getByte(lf - 1) == '\r' ? lf - at - 1 : lf - at;
      if (length == 0 && lineSeen) {
        return true; // the end of the head
      }
      if (length > 0 && !plainLine(buffer, at, length)) {
        return false;
      }
      lineSeen |= length > 0;
      at = lf + 1;
      lf = buffer.indexOf(at, end, (byte) '\n');
    }
    return true;
  }

  private boolean plainLine(ByteBuf buffer, int at, int length) {
    if (lineSeen) {
      byte first = buffer.getByte(at);
      return first != ' ' && first != '\t';
    }
    int spaces = 0;
    byte before = ' ';
    for (int i = at; i < at + length; i++) {
      byte b = buffer.getByte(i);
      if (b < ' ' || b == 0x7f || (b == ' ' && before == ' ')) {
        return false; // a byte above 0x7f is negative
      }
      spaces += b == ' ' ? 1 : 0;
      before = b;
    }
    return spaces == 2 && before != ' ';
  }
}
