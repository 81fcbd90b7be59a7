package dev.drawbridge.operator.observability;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Counts and times the calls of the policy engine by outcome. */
public final class MeteredEngine implements PolicyEngine {

  /** From a call on loopback to the usual deadline. */
  private static final Duration[] BUCKETS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final PolicyEngine engine;
  private final MeterRegistry registry;

  public MeteredEngine(PolicyEngine engine, MeterRegistry registry) {
    this.engine = engine;
    this.registry = registry;
  }

  @Override
  public Reply ask(JsonNode input) {
    long start = System.nanoTime();
    Reply reply = engine.ask(input);
    String outcome =
        switch (reply) {
          case Reply.Answer a -> "answered";
          case Reply.Failed failed -> failed.fault().kind().text();
        };
    Timer.builder("opa_call")
        .description("Calls of the policy engine")
        .tag("outcome", outcome)
        .serviceLevelObjectives(BUCKETS)
        .register(registry)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return reply;
  }
}
