package dev.drawbridge.sidecar.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * One connection of HTTP/2 to the model, in the clear and without asking first ("prior knowledge"),
 * as gRPC servers want it. Each exchange has a stream of its own.
 */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Netty returns the future that a listener was added to.
final class Http2Models implements Models {

  private static final int HEAD_BYTES = 64 * 1024;

  /**
   * More than the connection's usual window, which a single consumer who does not read would use up
   * for all others: that of a stream is 64 KiB, so it takes 256 of them now.
   */
  private static final int MORE_WINDOW_BYTES = 16 << 20;

  private final Bootstrap bootstrap;
  private @Nullable ChannelFuture connection;

  Http2Models(Bootstrap bootstrap) {
    this.bootstrap =
        bootstrap.clone().option(ChannelOption.AUTO_READ, true).handler(new Initializer());
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      Http2Settings settings =
          Http2Settings.defaultSettings().pushEnabled(false).maxHeaderListSize(HEAD_BYTES);
      channel
          .pipeline()
          .addLast(
              Http2FrameCodecBuilder.forClient()
                  .initialSettings(settings)
                  .encoderEnforceMaxConcurrentStreams(true)
                  .build())
          .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
          .addLast(new OfTheConnection());
    }
  }

  /** What concerns all streams. */
  private final class OfTheConnection extends ChannelInboundHandlerAdapter {
    @Override
    public void channelActive(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(MORE_WINDOW_BYTES));
      ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      ChannelFuture now = connection;
      if (frame instanceof Http2GoAwayFrame && now != null && now.channel().equals(ctx.channel())) {
        connection = null; // streams that are open end on it, the next one gets another
      }
      ReferenceCountUtil.release(frame);
    }
  }

  @Override
  public void connect(ModelLink.Listener listener) {
    ChannelFuture now = connection;
    if (now == null || (now.isDone() && !now.channel().isActive())) {
      now = bootstrap.connect();
      connection = now;
    }
    ChannelFuture connecting = now;
    connecting.addListener(
        future -> {
          if (future.isSuccess()) {
            openStream(connecting.channel(), listener);
          } else {
            listener.unreachable(String.valueOf(future.cause().getMessage()));
          }
        });
  }

  private static void openStream(Channel connection, ModelLink.Listener listener) {
    new Http2StreamChannelBootstrap(connection)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new StreamInitializer())
        .open()
        .addListener((Future<Http2StreamChannel> opened) -> attach(opened, listener));
  }

  private static void attach(Future<Http2StreamChannel> opened, ModelLink.Listener listener) {
    if (opened.isSuccess()) {
      opened.getNow().pipeline().get(ModelLink.class).attach(listener);
    } else {
      listener.unreachable(String.valueOf(opened.cause().getMessage()));
    }
  }

  private static final class StreamInitializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream
          .pipeline()
          .addLast(new Http2StreamFrameToHttpObjectCodec(false))
          .addLast(new ModelLink(stream, ModelLink::close)); // a stream serves once
    }
  }

  @Override
  public void tick(long nowNanos) {}

  @Override
  public void close() {
    ChannelFuture now = connection;
    if (now != null) {
      now.channel().close();
    }
  }
}
