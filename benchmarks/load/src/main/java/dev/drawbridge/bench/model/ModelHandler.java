package dev.drawbridge.bench.model;

import dev.drawbridge.bench.http.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/**
 * Answers what a request asks for by the first letter of its model's name: {@code small}, {@code
 * large}, or {@code events}. That name is the first member of the request's body. A request without
 * a body gets the small answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class ModelHandler extends MessageDecoder {

  private static final int LETTER_AT = "{\"model\":\"".length();

  private final Answers answers;
  private final TokenStream.Pace pace;
  private int received;
  private byte letter;

  ModelHandler(Answers answers, TokenStream.Pace pace) {
    this.answers = answers;
    this.pace = pace;
  }

  @Override
  protected void head(ChannelHandlerContext context, ByteBuf head) {
    received = 0;
    letter = 's';
  }

  @Override
  protected void body(ChannelHandlerContext context, ByteBuf piece) {
    int at = LETTER_AT - received;
    if (at >= 0 && at < piece.readableBytes()) {
      letter = piece.getByte(piece.readerIndex() + at);
    }
    received += piece.readableBytes();
  }

  @Override
  protected void end(ChannelHandlerContext context) {
    switch (letter) {
      case 'e' -> new TokenStream(context, pace).begin();
      case 'l' -> context.write(answers.large(), context.voidPromise());
      default -> context.write(answers.small(), context.voidPromise());
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) throws Exception {
    context.flush();
    super.channelReadComplete(context);
  }

  /** A peer that goes away is no event: proxies close what they no longer need. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
