package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import io.netty.channel.Channel;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/** All connections of consumers. For any thread. */
final class Connections {

  private final SidecarMetrics metrics;
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Channel> open = ConcurrentHashMap.newKeySet();
  private final Map<Channel, ConsumerConnection> identified = new ConcurrentHashMap<>();

  Connections(SidecarMetrics metrics) {
    this.metrics = metrics;
  }

  /** Whether there is room for one more; then it is counted until it closes. */
  @SuppressWarnings("FutureReturnValueIgnored") // Netty returns the future that was listened to.
  boolean admit(Channel channel, int most) {
    if (count.incrementAndGet() > most) {
      count.decrementAndGet();
      return false;
    }
    metrics.connectionOpened();
    open.add(channel);
    channel
        .closeFuture()
        .addListener(
            closed -> {
              count.decrementAndGet();
              open.remove(channel);
              identified.remove(channel);
              metrics.connectionClosed();
            });
    return true;
  }

  /** The handshake of one is over. */
  void identified(Channel channel, ConsumerConnection connection) {
    identified.put(channel, connection);
    if (!channel.isActive()) {
      identified.remove(channel);
    }
  }

  /** Compares all with what is in force now, each on its event loop. */
  void recheck(ProxyContext.Live live) {
    identified.forEach(
        (channel, connection) -> {
          try {
            channel.eventLoop().execute(() -> connection.recheck(live));
          } catch (RejectedExecutionException e) {
            // The loops have ended, and all connections with them.
          }
        });
  }

  /**
   * Closes all, each on its event loop. Netty 4.2 leaves them open where its loops are told to end
   * in the middle of a turn and to wait for nothing.
   */
  void close() {
    for (Channel one : open) {
      one.eventLoop().execute(() -> one.unsafe().close(one.voidPromise()));
    }
  }
}
