package dev.drawbridge.operator.deployment;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;

/**
 * A RoleBinding counts some milliseconds after it was stored: the API server decides by a cache of
 * its own. Who goes on at once is refused what it was just given.
 */
final class Grant {

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);

  /** After these the next write is refused, and its message says what is missing. */
  private static final int LOOKS = 200;

  private final KubernetesClient client;

  Grant(KubernetesClient client) {
    this.client = client;
  }

  void awaitInForce(RoleBinding binding) {
    for (int look = 1; look <= LOOKS && !inForce(binding); look++) {
      try {
        Thread.sleep(BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  private boolean inForce(RoleBinding binding) {
    SelfSubjectAccessReview question =
        new SelfSubjectAccessReviewBuilder()
            .withNewSpec()
            .withNewResourceAttributes()
            .withNamespace(binding.getMetadata().getNamespace())
            .withGroup("networking.k8s.io")
            .withResource("networkpolicies")
            .withVerb("create")
            .endResourceAttributes()
            .endSpec()
            .build();
    return Boolean.TRUE.equals(client.resource(question).create().getStatus().getAllowed());
  }
}
