package dev.drawbridge.bench.load;

import dev.drawbridge.bench.http.Loop;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One measurement, from connecting to the result. Everything in here happens on the loop. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
final class Run {

  private static final int CONNECTING_AT_ONCE = 32;
  private static final Duration DRAIN = Duration.ofMillis(200);

  private final EventLoop loop;
  private final Order order;
  private final Connector connector;
  private final Tally tally = new Tally();
  private final Load load;
  private final CompletableFuture<Tally> result = new CompletableFuture<>();
  private int toConnect;
  private int lanesMissing;

  Run(Loop loop, Order order, Connector connector) {
    this.loop = loop.group().next();
    this.order = order;
    this.connector = connector;
    load = Load.of(order, tally, connector, loop.group());
  }

  /** Fails if a connection cannot be made. */
  CompletableFuture<Tally> start() {
    loop.execute(this::connect);
    return result;
  }

  private void connect() {
    toConnect = order.kind() == Order.Kind.HANDSHAKE ? 0 : order.connections();
    lanesMissing = toConnect * connector.lanesPerConnection();
    if (toConnect == 0) {
      begin();
      return;
    }
    for (int i = 0; i < CONNECTING_AT_ONCE; i++) {
      connectNext();
    }
  }

  private void connectNext() {
    if (toConnect > 0) {
      toConnect--;
      connector.connect(this::connected, this::abandon);
    }
  }

  private void connected(Lane lane) {
    load.take(lane);
    lanesMissing--;
    if (lanesMissing == 0) {
      begin();
    } else if (lanesMissing % connector.lanesPerConnection() == 0) {
      connectNext();
    }
  }

  private void abandon(String why) {
    if (result.completeExceptionally(new IllegalStateException("no connection: " + why))) {
      load.stop();
      load.close();
    }
  }

  private void begin() {
    // One turn later: the last lane may not have returned from opening.
    loop.execute(load::begin);
    after(order.warm(), this::measure);
  }

  private void measure() {
    tally.begin(System.nanoTime(), ServerCpu.micros(order.servers()));
    after(order.measured(), this::end);
  }

  private void end() {
    tally.end(System.nanoTime(), ServerCpu.micros(order.servers()));
    load.stop();
    after(DRAIN, this::finish);
  }

  private void finish() {
    tally.sent(load.asked());
    result.complete(tally);
    load.close();
  }

  private void after(Duration time, Runnable step) {
    loop.schedule(() -> attempt(step), time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void attempt(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
      load.stop();
      load.close();
    }
  }
}
