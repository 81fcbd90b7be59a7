package dev.drawbridge.bench.model;

import dev.drawbridge.bench.http.Loop;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;
import java.io.Closeable;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Listens on loopback until it is closed. */
public final class ModelStub implements Closeable {

  private static final int BACKLOG = 1024;

  private final Channel listener;

  private ModelStub(Channel listener) {
    this.listener = listener;
  }

  /**
   * Listens on any free port.
   *
   * @param loop may be that of the load: two threads on one core would wait for each other
   * @param events in a streamed answer, before the last
   * @param intervalMicros from one event to the next
   */
  public static ModelStub start(Loop loop, int events, long intervalMicros)
      throws InterruptedException {
    TokenStream.Pace pace = new TokenStream.Pace(events, intervalMicros);
    Answers answers = new Answers();
    ChannelInitializer<SocketChannel> initializer =
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(SocketChannel channel) {
            channel.pipeline().addLast(new ModelHandler(answers, pace));
          }
        };
    Channel listener =
        new ServerBootstrap()
            .group(loop.group())
            .channel(loop.listeners())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(initializer)
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    return new ModelStub(listener);
  }

  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  @Override
  public void close() {
    listener.close().syncUninterruptibly();
  }
}
