package dev.drawbridge.sidecar.pod;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2PingFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A model that speaks gRPC, as far as frames go: it sends back what it gets, and a status. */
@SuppressWarnings("FutureReturnValueIgnored")
public final class GrpcServer implements AutoCloseable {

  /** Header that says how many bytes a call wants to have before it gets back what it sends. */
  public static final String MORE = "x-more";

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final List<Http2Headers> asked = new CopyOnWriteArrayList<>();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Semaphore understood = new Semaphore(0);
  private final Semaphore cancelled = new Semaphore(0);
  private final Channel channel;
  private final int status;

  /** Ends each call with this status. */
  public GrpcServer(int status) throws InterruptedException {
    this.status = status;
    channel =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel connection) {
                    connections.add(connection);
                    connection
                        .pipeline()
                        .addLast(Http2FrameCodecBuilder.forServer().build())
                        .addLast(new Http2MultiplexHandler(new Streams()))
                        .addLast(new Pings());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Heads of all calls. */
  public List<Http2Headers> asked() {
    return asked;
  }

  /** Takes no new calls on the connections that there are, and waits until that is understood. */
  public void goAway() throws InterruptedException {
    connections.write(new DefaultHttp2GoAwayFrame(Http2Error.NO_ERROR));
    connections.writeAndFlush(new DefaultHttp2PingFrame(0));
    understood.acquire(connections.size());
  }

  /** Waits until a call was cancelled. */
  public boolean cancelled() throws InterruptedException {
    return cancelled.tryAcquire(20, TimeUnit.SECONDS);
  }

  private final class Pings extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      if (frame instanceof Http2PingFrame ping && ping.ack()) {
        understood.release();
      }
      ReferenceCountUtil.release(frame);
    }
  }

  private final class Streams extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel stream) {
      stream.pipeline().addLast(new Echo());
    }
  }

  private final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object frame) {
      boolean last = false;
      if (frame instanceof Http2HeadersFrame headers) {
        asked.add(headers.headers());
        ctx.write(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers().status("200").set("content-type", "application/grpc")));
        long more = headers.headers().getLong(MORE, 0);
        if (more > 0) {
          ctx.write(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[(int) more])));
        }
        last = headers.isEndStream();
      } else if (frame instanceof Http2DataFrame data) {
        ctx.write(new DefaultHttp2DataFrame(data.content().retain()));
        last = data.isEndStream();
      }
      ReferenceCountUtil.release(frame);
      if (last) {
        ctx.write(
            new DefaultHttp2HeadersFrame(
                new DefaultHttp2Headers()
                    .set("grpc-status", String.valueOf(status))
                    .set("x-model", "yes"),
                true));
      }
      ctx.flush();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof Http2ResetFrame) {
        cancelled.release();
      }
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
