package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;

/** Evaluates the one decision document. Never throws: what can go wrong is a {@link Reply}. */
public interface PolicyEngine {

  Reply ask(JsonNode input);
}
