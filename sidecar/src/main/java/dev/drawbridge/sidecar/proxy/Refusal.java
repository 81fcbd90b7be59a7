package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import java.util.List;

/**
 * Why a request does not get the model's answer.
 *
 * @param detail what is wrong here and what to do, for the consumer
 * @param retryAfterSeconds for the header; 0 for none
 * @param allow methods for the header Allow; empty for none
 */
record Refusal(Rule rule, String detail, int retryAfterSeconds, List<String> allow) {

  private static final int USUAL_RETRY_SECONDS = 1;

  /** With the rule's own advice. */
  static Refusal of(Rule rule) {
    return of(rule, rule.advice());
  }

  static Refusal of(Rule rule, String detail) {
    return new Refusal(rule, detail, rule.retryable() ? USUAL_RETRY_SECONDS : 0, List.of());
  }

  static Refusal retryAfter(Rule rule, int seconds, String detail) {
    return new Refusal(rule, detail, seconds, List.of());
  }

  static Refusal wrongMethod(List<String> allow) {
    return new Refusal(Rule.ENDPOINT_METHOD, "Use " + String.join(" or ", allow) + ".", 0, allow);
  }
}
