package dev.drawbridge.operator.observability;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Reply;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** Counts and times the calls of the policy engine by outcome. */
public final class MeteredEngine implements PolicyEngine {

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
    registry
        .timer("opa_call", "outcome", outcome)
        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    return reply;
  }
}
