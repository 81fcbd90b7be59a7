package dev.drawbridge.bench.load;

import dev.drawbridge.bench.http.Loop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.net.InetAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes connections of one kind to one port. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class Connector {

  private static final int CONNECT_MILLIS = 10_000;

  private final Order order;
  private final Payload payload;
  private final @Nullable SslContext tls;
  private final String host;
  private final Bootstrap bootstrap;

  /**
   * @param tls none for clear text
   * @param host name that the server's certificate must have
   */
  Connector(Loop loop, Order order, @Nullable SslContext tls, String host) {
    this.order = order;
    this.tls = tls;
    this.host = host;
    payload = Payload.asking(order.answer(), host);
    bootstrap =
        new Bootstrap()
            .group(loop.group())
            .channel(loop.sockets())
            .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .remoteAddress(InetAddress.getLoopbackAddress(), order.port());
  }

  /** Lanes that a connection has. */
  int lanesPerConnection() {
    return switch (order.protocol()) {
      case H1 -> 1;
      case H2 -> order.streams();
    };
  }

  /**
   * Connects.
   *
   * @param ready hears of each lane of the connection
   * @param failed hears why there is no connection
   */
  void connect(Consumer<Lane> ready, Consumer<String> failed) {
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                prepare(channel, ready, failed);
              }
            })
        .connect()
        .addListener(
            connected -> {
              if (!connected.isSuccess()) {
                failed.accept(String.valueOf(connected.cause()));
              }
            });
  }

  private void prepare(Channel channel, Consumer<Lane> ready, Consumer<String> failed) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls == null) {
      protocol(pipeline, ready);
      return;
    }
    SslHandler handler = tls.newHandler(channel.alloc(), host, order.port());
    pipeline.addLast(handler, new AfterHandshake(ready, failed));
  }

  private void protocol(ChannelPipeline pipeline, Consumer<Lane> ready) {
    switch (order.protocol()) {
      case H1 -> {
        Http1Lane lane = new Http1Lane(payload.message(), ready);
        pipeline.addLast(lane);
        pipeline.addLast(new WhenActive(() -> lane.open(pipeline.context(lane))));
      }
      case H2 -> {
        Http2Lanes lanes = new Http2Lanes(payload, order.streams(), ready);
        pipeline.addLast(new FlushConsolidationHandler(), lanes.handler());
        pipeline.addLast(new WhenGone(lanes));
      }
    }
  }

  private final class AfterHandshake extends ChannelInboundHandlerAdapter {

    private final Consumer<Lane> ready;
    private final Consumer<String> failed;

    AfterHandshake(Consumer<Lane> ready, Consumer<String> failed) {
      this.ready = ready;
      this.failed = failed;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent completion) {
        context.pipeline().remove(this);
        if (completion.isSuccess()) {
          protocol(context.pipeline(), ready);
        } else {
          failed.accept(String.valueOf(completion.cause()));
          context.close();
        }
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close(); // the completion event has told
    }
  }

  /** Runs something once the channel is active, which after a handshake it is already. */
  private static final class WhenActive extends ChannelInboundHandlerAdapter {

    private final Runnable action;

    WhenActive(Runnable action) {
      this.action = action;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      if (context.channel().isActive()) {
        context.executor().execute(() -> channelActive(context));
      }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
      context.pipeline().remove(this);
      action.run();
    }
  }

  private static final class WhenGone extends ChannelInboundHandlerAdapter {

    private final Http2Lanes lanes;

    WhenGone(Http2Lanes lanes) {
      this.lanes = lanes;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      lanes.fail("the server closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      lanes.fail(cause.toString());
      context.close();
    }
  }
}
