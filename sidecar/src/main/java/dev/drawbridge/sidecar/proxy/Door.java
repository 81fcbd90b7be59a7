package dev.drawbridge.sidecar.proxy;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The port that consumers come in by, and the event loops behind it. */
@SuppressWarnings("FutureReturnValueIgnored") // What is scheduled runs until the loops end.
public final class Door implements AutoCloseable {

  private static final int BACKLOG = 1024;
  private static final int CONNECT_MILLIS = 2_000;
  private static final long BODIES_BYTES = 32L << 20;
  private static final long TICK_MILLIS = 250;
  private static final long END_MILLIS = 3_000;
  private static final Duration LAST_RECORDS = Duration.ofSeconds(2);
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 * 1024, 64 * 1024);

  private final ProxyContext context;
  private final EventLoopGroup loops;
  private final IdentityHashMap<EventExecutor, Worker> workers = new IdentityHashMap<>();
  private final Connections connections;
  private final Channel channel;

  private Door(int port, ProxyContext context, Transport transport) throws IOException {
    this.context = context;
    connections = new Connections(context.metrics());
    loops = transport.loops();
    ByteBufAllocator allocator = allocator(transport.threads());
    BodyBudget budget = new BodyBudget(BODIES_BYTES, context.metrics());
    DenialAllowance handshakes = new DenialAllowance();
    for (EventExecutor executor : loops) {
      EventLoop loop = (EventLoop) executor;
      Models models = models(transport, loop, allocator);
      Worker worker = new Worker(context, budget, handshakes, loop, allocator, models);
      workers.put(loop, worker);
      loop.scheduleAtFixedRate(worker::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }
    channel = bind(port, transport, allocator);
  }

  /**
   * Opens it.
   *
   * @param port 0 for any
   * @throws IOException if the port is taken
   */
  public static Door open(int port, ProxyContext context, Transport transport) throws IOException {
    return new Door(port, context, transport);
  }

  /** Small arenas, one a loop: what the pool keeps it keeps for good. */
  private static ByteBufAllocator allocator(int threads) {
    int pageBytes = 8 * 1024;
    int chunkOrder = 6; // chunks of 512 KiB
    return new PooledByteBufAllocator(
        true, 0, threads, pageBytes, chunkOrder, 64, 32, /* useCacheForAllThreads= */ false);
  }

  private Models models(Transport transport, EventLoop loop, ByteBufAllocator allocator) {
    var config = context.rules().config();
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(transport.client())
            .option(ChannelOption.ALLOCATOR, allocator)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .remoteAddress(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), config.upstream().port()));
    return switch (config.protocol()) {
      case OPENAI, OPEN_INFERENCE, HTTP -> new Http1Models(bootstrap);
      case GRPC -> new Http2Models(bootstrap);
    };
  }

  private Channel bind(int port, Transport transport, ByteBufAllocator allocator)
      throws IOException {
    ServerBootstrap bootstrap =
        new ServerBootstrap()
            .group(loops)
            .channel(transport.server())
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .childOption(ChannelOption.ALLOCATOR, allocator)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            .childHandler(
                new DoorInitializer(
                    context,
                    opened -> Objects.requireNonNull(workers.get(opened.eventLoop())),
                    connections));
    var binding = bootstrap.bind(port).awaitUninterruptibly();
    if (!binding.isSuccess()) {
      loops.shutdownGracefully();
      throw new IOException("the door cannot be opened on port " + port, binding.cause());
    }
    return binding.channel();
  }

  /** Where it is open. */
  public int port() {
    return ((InetSocketAddress) channel.localAddress()).getPort();
  }

  /** Something else is in force: whoever is connected is looked at again. */
  public void recheck(ProxyContext.Live live) {
    connections.recheck(live);
  }

  /** Closes it, breaks off what is still under way, and puts that on record. */
  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    workers.forEach((loop, worker) -> loop.execute(worker::end));
    try {
      context.drain().begin();
      context.drain().await(LAST_RECORDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    workers.forEach((loop, worker) -> loop.execute(worker.models()::close));
    connections.close();
    loops
        .shutdownGracefully(0, END_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(END_MILLIS * 2);
  }
}
