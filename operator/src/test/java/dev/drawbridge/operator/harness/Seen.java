package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A deployment as the API server has it, and waiting for what it shall say. */
public final class Seen {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final KubernetesClient client;
  private final ModelDeployment deployment;

  private Seen(KubernetesClient client, ModelDeployment deployment) {
    this.client = client;
    this.deployment = deployment;
  }

  public static Seen of(KubernetesClient client, ModelDeployment deployment) {
    return new Seen(client, deployment);
  }

  public ModelDeployment now() {
    return client.resource(deployment).get();
  }

  public ModelDeploymentStatus status() {
    return Objects.requireNonNull(now().getStatus());
  }

  public String servingNamespace() {
    return Objects.requireNonNull(status().servingNamespace());
  }

  public Optional<Condition> condition(ConditionType type) {
    return Conditions.find(status().conditions(), type);
  }

  /** Waits for a condition of the generation that the API server has now. */
  public Seen await(ConditionType type, ConditionStatus status, Reason reason) {
    Awaitility.await(type.text() + "=" + reason.text())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              ModelDeployment now = now();
              return condition(type)
                  .filter(one -> one.status() == status && one.reason().equals(reason.text()))
                  .filter(
                      one ->
                          Objects.equals(
                              one.observedGeneration(), now.getMetadata().getGeneration()))
                  .isPresent();
            });
    return this;
  }

  public Seen awaitReady() {
    return await(ConditionType.READY, ConditionStatus.TRUE, Reason.READY);
  }

  public void awaitGone() {
    Awaitility.await("gone").atMost(PATIENCE).until(() -> now() == null);
  }
}
