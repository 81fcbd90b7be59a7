package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.record.HasherPool;
import dev.drawbridge.sidecar.record.RecordWriter;
import dev.drawbridge.sidecar.record.TraceIds;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import java.util.LinkedHashSet;
import java.util.Set;

/** One event loop and what belongs to it alone. */
final class Worker {

  private final ProxyContext context;
  private final BodyBudget budget;
  private final DenialAllowance handshakes;
  private final EventLoop loop;
  private final ByteBufAllocator allocator;
  private final Models models;
  private final HasherPool hashers;
  private final RecordWriter records;
  private final TraceIds ids = new TraceIds();
  private final Set<Ticking> ticking = new LinkedHashSet<>();

  Worker(
      ProxyContext context,
      BodyBudget budget,
      DenialAllowance handshakes,
      EventLoop loop,
      ByteBufAllocator allocator,
      Models models) {
    this.context = context;
    this.budget = budget;
    this.handshakes = handshakes;
    this.loop = loop;
    this.allocator = allocator;
    this.models = models;
    hashers = new HasherPool(context.epochs());
    records = new RecordWriter(context.log(), hashers);
  }

  ProxyContext context() {
    return context;
  }

  BodyBudget budget() {
    return budget;
  }

  DenialAllowance handshakes() {
    return handshakes;
  }

  ByteBufAllocator allocator() {
    return allocator;
  }

  EventLoop loop() {
    return loop;
  }

  Models models() {
    return models;
  }

  HasherPool hashers() {
    return hashers;
  }

  RecordWriter records() {
    return records;
  }

  TraceIds ids() {
    return ids;
  }

  void watch(Ticking one) {
    ticking.add(one);
  }

  void unwatch(Ticking one) {
    ticking.remove(one);
  }

  /** Breaks off what is under way. */
  void end() {
    for (Ticking one : ticking.toArray(Ticking[]::new)) {
      one.end();
    }
  }

  void tick() {
    long now = System.nanoTime();
    models.tick(now);
    for (Ticking one : ticking.toArray(Ticking[]::new)) { // which come and go meanwhile
      one.tick(now);
    }
  }
}
