package dev.drawbridge.bench.http;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** The one thread that does everything on its side, and the sockets that go with it. */
public record Loop(
    EventLoopGroup group,
    Class<? extends SocketChannel> sockets,
    Class<? extends ServerChannel> listeners) {

  /** With epoll where there is one. */
  public static Loop start() {
    return Epoll.isAvailable()
        ? of(EpollIoHandler.newFactory(), EpollSocketChannel.class, EpollServerSocketChannel.class)
        : of(NioIoHandler.newFactory(), NioSocketChannel.class, NioServerSocketChannel.class);
  }

  private static Loop of(
      IoHandlerFactory io,
      Class<? extends SocketChannel> sockets,
      Class<? extends ServerChannel> listeners) {
    return new Loop(new MultiThreadIoEventLoopGroup(1, io), sockets, listeners);
  }
}
