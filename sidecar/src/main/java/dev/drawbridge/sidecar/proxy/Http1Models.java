package dev.drawbridge.sidecar.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/** Connections of HTTP/1.1 to the model that are kept alive, of one event loop. */
@SuppressWarnings(
    "FutureReturnValueIgnored") // Netty returns the future that a listener was added to.
final class Http1Models implements Models {

  private static final int MOST_IDLE = 64;

  /** Shorter than servers keep theirs, which is 5 s for many: a request must not meet a close. */
  private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int HEAD_BYTES = 64 * 1024;
  private static final int PIECE_BYTES = 64 * 1024;

  private final Bootstrap bootstrap;
  private final ArrayDeque<ModelLink> idle = new ArrayDeque<>();

  Http1Models(Bootstrap bootstrap) {
    this.bootstrap = bootstrap.clone().handler(new Initializer());
  }

  private final class Initializer extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      HttpDecoderConfig decoding =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(HEAD_BYTES)
              .setMaxHeaderSize(HEAD_BYTES)
              .setMaxChunkSize(PIECE_BYTES);
      channel
          .pipeline()
          .addLast(new HttpClientCodec(decoding, false, false))
          .addLast(new ModelLink(channel, Http1Models.this::keep));
    }
  }

  @Override
  public void connect(ModelLink.Listener listener) {
    for (ModelLink link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
      if (link.isActive()) {
        link.attach(listener);
        return;
      }
    }
    ChannelFuture connecting = bootstrap.connect();
    connecting.addListener(
        future -> {
          if (future.isSuccess()) {
            connecting.channel().pipeline().get(ModelLink.class).attach(listener);
          } else {
            listener.unreachable(String.valueOf(future.cause().getMessage()));
          }
        });
  }

  private void keep(ModelLink link) {
    if (idle.size() < MOST_IDLE) {
      idle.addFirst(link);
      link.idle(System.nanoTime());
    } else {
      link.close();
    }
  }

  @Override
  public void tick(long nowNanos) {
    ModelLink oldest = idle.peekLast();
    while (oldest != null
        && (!oldest.isActive() || nowNanos - oldest.idleSinceNanos() > IDLE_NANOS)) {
      idle.removeLast();
      oldest.close();
      oldest = idle.peekLast();
    }
  }

  @Override
  public void close() {
    idle.forEach(ModelLink::close);
    idle.clear();
  }
}
