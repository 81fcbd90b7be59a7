package dev.drawbridge.operator.control.isolation;

import java.util.Map;

/**
 * The operator's own pods, which may ask a serving pod for its health.
 *
 * @param namespace their namespace
 * @param labels their labels
 */
public record OperatorPods(String namespace, Map<String, String> labels) {
  public OperatorPods {
    labels = Map.copyOf(labels);
  }
}
