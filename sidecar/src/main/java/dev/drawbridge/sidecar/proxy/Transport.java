package dev.drawbridge.sidecar.proxy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** How bytes come in and go out: by epoll where its library is there, otherwise by the JDK. */
public record Transport(
    int threads,
    EventLoopGroup loops,
    Class<? extends ServerSocketChannel> server,
    Class<? extends SocketChannel> client) {

  /** The best that there is, with so many event loops. */
  public static Transport of(int threads) {
    return Epoll.isAvailable()
        ? new Transport(
            threads,
            loops(threads, EpollIoHandler.newFactory()),
            EpollServerSocketChannel.class,
            EpollSocketChannel.class)
        : new Transport(
            threads,
            loops(threads, NioIoHandler.newFactory()),
            NioServerSocketChannel.class,
            NioSocketChannel.class);
  }

  /** For whoever starts it: which of the two. */
  public static String kind() {
    return Epoll.isAvailable() ? "epoll" : "the JDK's sockets";
  }

  private static EventLoopGroup loops(int threads, IoHandlerFactory factory) {
    return new MultiThreadIoEventLoopGroup(
        threads, new DefaultThreadFactory("door", /* daemon= */ true), factory);
  }
}
