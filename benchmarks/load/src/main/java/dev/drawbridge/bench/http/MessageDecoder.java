package dev.drawbridge.bench.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Finds where HTTP/1.1 messages begin and end (RFC 9112), of either direction, and leaves what is
 * in them to its heirs. Nothing is allocated for a message. A message with neither Content-Length
 * nor chunks has no body.
 */
public abstract class MessageDecoder extends ByteToMessageDecoder {

  private static final byte[] CONTENT_LENGTH = ascii("content-length:");
  private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding:");
  private static final int MAX_HEAD = 16 << 10;

  private State state = State.HEAD;
  private long left; // of the body, or of its chunk

  private enum State {
    HEAD,
    BODY,
    CHUNK_SIZE,
    CHUNK,
    CHUNK_END,
    TRAILERS
  }

  /** Start line and fields, without the empty line; valid during the call. */
  protected abstract void head(ChannelHandlerContext context, ByteBuf head);

  /** A piece of the body, without what frames chunks; valid during the call. */
  protected abstract void body(ChannelHandlerContext context, ByteBuf piece);

  protected abstract void end(ChannelHandlerContext context);

  @Override
  protected final void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    switch (state) {
      case HEAD -> readHead(context, in);
      case BODY, CHUNK -> readBody(context, in);
      case CHUNK_SIZE -> readChunkSize(in);
      case CHUNK_END -> readChunkEnd(in);
      case TRAILERS -> readTrailers(context, in);
    }
  }

  private void readHead(ChannelHandlerContext context, ByteBuf in) {
    int start = in.readerIndex();
    long length = 0;
    boolean chunked = false;
    int line = start;
    for (int lf; (lf = in.indexOf(line, in.writerIndex(), (byte) '\n')) >= 0; line = lf + 1) {
      if (lf - line <= 1) {
        in.readerIndex(lf + 1);
        head(context, in.slice(start, line - start));
        begin(context, length, chunked);
        return;
      }
      if (startsWith(in, line, lf, CONTENT_LENGTH)) {
        length = decimal(in, line + CONTENT_LENGTH.length, lf);
      } else if (startsWith(in, line, lf, TRANSFER_ENCODING)) {
        chunked = true;
      }
    }
    checkLength(in);
  }

  private void begin(ChannelHandlerContext context, long length, boolean chunked) {
    left = length;
    if (chunked) {
      state = State.CHUNK_SIZE;
    } else if (length > 0) {
      state = State.BODY;
    } else {
      end(context);
    }
  }

  private void readBody(ChannelHandlerContext context, ByteBuf in) {
    int bytes = (int) Math.min(left, in.readableBytes());
    left -= bytes;
    body(context, in.readSlice(bytes));
    if (left == 0) {
      boolean whole = state == State.BODY;
      state = whole ? State.HEAD : State.CHUNK_END;
      if (whole) {
        end(context);
      }
    }
  }

  private void readChunkSize(ByteBuf in) {
    int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    if (lf < 0) {
      checkLength(in);
      return;
    }
    left = hexadecimal(in, in.readerIndex(), lf);
    in.readerIndex(lf + 1);
    state = left == 0 ? State.TRAILERS : State.CHUNK;
  }

  private void readChunkEnd(ByteBuf in) {
    if (in.readableBytes() >= 2) {
      in.skipBytes(2);
      state = State.CHUNK_SIZE;
    }
  }

  private void readTrailers(ChannelHandlerContext context, ByteBuf in) {
    int lf = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
    if (lf < 0) {
      checkLength(in);
      return;
    }
    boolean empty = lf - in.readerIndex() <= 1;
    in.readerIndex(lf + 1);
    if (empty) {
      state = State.HEAD;
      end(context);
    }
  }

  private static void checkLength(ByteBuf in) {
    if (in.readableBytes() > MAX_HEAD) {
      throw new CorruptedFrameException("no end of the head in %d bytes".formatted(MAX_HEAD));
    }
  }

  private static boolean startsWith(ByteBuf in, int from, int to, byte[] lowerCase) {
    if (to - from < lowerCase.length) {
      return false;
    }
    for (int i = 0; i < lowerCase.length; i++) {
      if ((in.getByte(from + i) | 0x20) != (lowerCase[i] | 0x20)) {
        return false;
      }
    }
    return true;
  }

  private static long decimal(ByteBuf in, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      byte digit = in.getByte(i);
      if (digit >= '0' && digit <= '9') {
        value = value * 10 + digit - '0';
      }
    }
    return value;
  }

  private static long hexadecimal(ByteBuf in, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(in.getByte(i), 16);
      if (digit < 0) {
        break; // the line's end, or an extension
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
