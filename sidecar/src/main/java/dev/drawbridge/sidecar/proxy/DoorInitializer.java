package dev.drawbridge.sidecar.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import java.util.function.Function;

/** The first handlers of a new connection: TLS, and what follows from it. */
final class DoorInitializer extends ChannelInitializer<Channel> {

  private final ProxyContext context;
  private final Function<Channel, Worker> workers;
  private final Connections connections;

  DoorInitializer(
      ProxyContext context, Function<Channel, Worker> workers, Connections connections) {
    this.context = context;
    this.workers = workers;
    this.connections = connections;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // Closing cannot fail in a way that matters.
  protected void initChannel(Channel channel) {
    ProxyContext.Live live = context.live().get();
    if (!connections.admit(channel, live.rules().config().limits().connections())) {
      channel.close();
      return;
    }
    SslHandler tls = live.tls().handler(channel.alloc());
    tls.setHandshakeTimeoutMillis(live.rules().config().limits().header().toMillis());
    channel
        .pipeline()
        .addLast(tls)
        .addLast(new Handshake(context, live, workers.apply(channel), connections));
  }
}
