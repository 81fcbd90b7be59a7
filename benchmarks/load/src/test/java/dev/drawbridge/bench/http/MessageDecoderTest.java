package dev.drawbridge.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageDecoderTest {

  private static final String MESSAGES =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\nhello"
          + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n"
          + "HTTP/1.1 204 No Content\r\n\r\n"
          + "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\ntrailer: t\r\n\r\n";
  private static final String EXPECTED =
      "[HTTP/1.1 200 OK|hello][HTTP/1.1 200 OK|abc0123456789][HTTP/1.1 204 No Content|]"
          + "[HTTP/1.1 200 OK|]";

  @Test
  void findsTheSameMessagesHoweverTheyAreCut() {
    for (int first = 0; first <= MESSAGES.length(); first++) {
      Transcript transcript = new Transcript();
      EmbeddedChannel channel = new EmbeddedChannel(transcript);

      channel.writeInbound(ascii(MESSAGES.substring(0, first)));
      for (int i = first; i < MESSAGES.length(); i += 7) {
        channel.writeInbound(ascii(MESSAGES.substring(i, Math.min(i + 7, MESSAGES.length()))));
      }

      assertThat(transcript.text).as("cut at %d", first).hasToString(EXPECTED);
    }
  }

  @Test
  void refusesHeadsWithoutEnd() {
    EmbeddedChannel channel = new EmbeddedChannel(new Transcript());

    assertThatThrownBy(() -> channel.writeInbound(ascii("x: y\r\n".repeat(4000))))
        .isInstanceOf(CorruptedFrameException.class);
  }

  private static ByteBuf ascii(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
  }

  private static final class Transcript extends MessageDecoder {

    final StringBuilder text = new StringBuilder();

    @Override
    protected void head(ChannelHandlerContext context, ByteBuf head) {
      text.append('[').append(head.toString(StandardCharsets.US_ASCII).lines().toList().getFirst());
      text.append('|');
    }

    @Override
    protected void body(ChannelHandlerContext context, ByteBuf piece) {
      text.append(piece.toString(StandardCharsets.US_ASCII));
    }

    @Override
    protected void end(ChannelHandlerContext context) {
      text.append(']');
    }
  }
}
