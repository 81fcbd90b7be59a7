package dev.drawbridge.operator.control.isolation;

import java.util.Map;

/**
 * The only pods that a model may talk to: the cluster's DNS.
 *
 * @param namespace their namespace
 * @param labels their labels
 */
public record DnsPods(String namespace, Map<String, String> labels) {

  /** As nearly every distribution labels them. */
  public static DnsPods usual() {
    return new DnsPods("kube-system", Map.of("k8s-app", "kube-dns"));
  }
}
