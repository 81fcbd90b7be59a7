package dev.drawbridge.bench.load;

import io.netty.channel.EventLoopGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** When is asked. Lanes are given to it as they open; after {@link #stop} nothing is asked. */
@SuppressWarnings("FutureReturnValueIgnored") // What fails, the pipeline hears of.
abstract sealed class Load {

  final Order order;
  final Tally tally;
  private long asked;
  private boolean stopped;

  private Load(Order order, Tally tally) {
    this.order = order;
    this.tally = tally;
  }

  /**
   * @param tally counts the answers
   */
  static Load of(Order order, Tally tally, Connector connector, EventLoopGroup loop) {
    return switch (order.kind()) {
      case CLOSED -> new Closed(order, tally);
      case OPEN -> new Open(order, tally, loop);
      case HANDSHAKE -> new Handshake(order, tally, connector);
      case IDLE -> new Idle(order, tally);
    };
  }

  /** Takes a lane that opened, before {@link #begin} only. */
  abstract void take(Lane lane);

  abstract void begin();

  /** Ends all connections. */
  abstract void close();

  final void stop() {
    stopped = true;
  }

  /** Whether another request may be sent; counts it. */
  final boolean mayAsk() {
    boolean may = !stopped && asked < order.limit();
    if (may) {
      asked++;
    }
    return may;
  }

  /** Requests that were sent, counted or not. */
  final long asked() {
    return asked;
  }

  private abstract static sealed class OnLanes extends Load {

    final List<Worker> workers = new ArrayList<>();

    OnLanes(Order order, Tally tally) {
      super(order, tally);
    }

    @Override
    final void take(Lane lane) {
      workers.add(new Worker(lane, order.answer(), tally, this::free));
    }

    /** A worker has its answer. */
    abstract void free(Worker worker);

    @Override
    final void close() {
      workers.forEach(Worker::close);
    }
  }

  private static final class Closed extends OnLanes {

    Closed(Order order, Tally tally) {
      super(order, tally);
    }

    @Override
    void begin() {
      workers.forEach(this::free);
    }

    @Override
    void free(Worker worker) {
      if (mayAsk()) {
        worker.ask(System.nanoTime());
      }
    }
  }

  private static final class Open extends OnLanes {

    private static final long SEED = 20261128; // the same arrivals for every server

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final ArrayDeque<Worker> idle = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final double meanNanos;
    private final EventLoopGroup loop;
    private double dueNanos;

    Open(Order order, Tally tally, EventLoopGroup loop) {
      super(order, tally);
      this.loop = loop;
      meanNanos = 1e9 / order.rate();
    }

    @Override
    void begin() {
      idle.addAll(workers);
      dueNanos = System.nanoTime();
      arrive();
    }

    private void arrive() {
      long now = System.nanoTime();
      while (dueNanos <= now) {
        if (!mayAsk()) {
          return;
        }
        waiting.add((long) dueNanos);
        dueNanos -= meanNanos * Math.log(1 - random.nextDouble());
      }
      while (!waiting.isEmpty() && !idle.isEmpty()) {
        idle.poll().ask(waiting.poll());
      }
      loop.schedule(this::arrive, (long) dueNanos - now, TimeUnit.NANOSECONDS);
    }

    @Override
    void free(Worker worker) {
      Long due = waiting.poll();
      if (due == null) {
        idle.push(worker);
      } else {
        worker.ask(due);
      }
    }
  }

  private static final class Handshake extends Load {

    private final Connector connector;

    Handshake(Order order, Tally tally, Connector connector) {
      super(order, tally);
      this.connector = connector;
    }

    @Override
    void take(Lane lane) {
      lane.close();
    }

    @Override
    void begin() {
      for (int i = 0; i < order.connections(); i++) {
        next();
      }
    }

    private void next() {
      if (mayAsk()) {
        long since = System.nanoTime();
        connector.connect(lane -> worker(lane).ask(since), tally::failed);
      }
    }

    private Worker worker(Lane lane) {
      return new Worker(lane, order.answer(), tally, this::answered);
    }

    private void answered(Worker worker) {
      worker.close();
      next();
    }

    @Override
    void close() {
      // Each connection was closed with its answer.
    }
  }

  private static final class Idle extends OnLanes {

    Idle(Order order, Tally tally) {
      super(order, tally);
    }

    @Override
    void begin() {
      for (Worker worker : workers) {
        if (mayAsk()) {
          worker.ask(System.nanoTime());
        }
      }
    }

    @Override
    void free(Worker worker) {
      // And stays.
    }
  }
}
