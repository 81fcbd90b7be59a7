package dev.drawbridge.operator.harness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.operator.policy.PolicyEngine;
import dev.drawbridge.operator.policy.Reply;

/** A policy engine that becomes another one while it is in use. */
public final class SwitchableEngine implements PolicyEngine {

  private volatile PolicyEngine current;

  public SwitchableEngine(PolicyEngine first) {
    this.current = first;
  }

  public void become(PolicyEngine other) {
    current = other;
  }

  @Override
  public Reply ask(JsonNode input) {
    return current.ask(input);
  }
}
