package dev.drawbridge.bench.load;

import dev.drawbridge.bench.http.MessageDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/1.1. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class Http1Lane extends MessageDecoder implements Lane {

  private static final int STATUS_AT = "HTTP/1.1 ".length();

  private final ByteBuf request;
  private final Consumer<Lane> ready;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Asker asker;
  private int status;

  /**
   * @param request head and body
   * @param ready hears when the connection can be used
   */
  Http1Lane(ByteBuf request, Consumer<Lane> ready) {
    this.request = request;
    this.ready = ready;
  }

  /** The connection is up, with TLS if it has any. */
  void open(ChannelHandlerContext context) {
    this.context = context;
    ready.accept(this);
  }

  @Override
  public void ask(Asker asker) {
    this.asker = asker;
    ChannelHandlerContext open = Objects.requireNonNull(context);
    open.writeAndFlush(request.duplicate(), open.voidPromise());
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }

  @Override
  protected void head(ChannelHandlerContext context, ByteBuf head) {
    status = 0;
    for (int i = 0; i < 3; i++) {
      status = status * 10 + head.getByte(head.readerIndex() + STATUS_AT + i) - '0';
    }
  }

  @Override
  protected void body(ChannelHandlerContext context, ByteBuf piece) {
    if (asker != null) {
      asker.body(piece);
    }
  }

  @Override
  protected void end(ChannelHandlerContext context) {
    Asker answered = asker;
    asker = null;
    if (answered != null) {
      answered.answered(status);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    super.channelInactive(context);
    fail("the server closed the connection");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    fail(cause.toString());
    context.close();
  }

  private void fail(String why) {
    Asker failed = asker;
    asker = null;
    if (failed != null) {
      failed.failed(why);
    }
  }
}
