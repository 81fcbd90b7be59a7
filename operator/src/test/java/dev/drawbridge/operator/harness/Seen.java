package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
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

  /** As it was when it was created: good for its name, not for what it is now. */
  public ModelDeployment named() {
    return deployment;
  }

  public ModelDeploymentStatus status() {
    return Objects.requireNonNull(now().getStatus());
  }

  public String servingNamespace() {
    return ServingNames.namespace(DeploymentKey.of(deployment));
  }

  /** Changes fields by a JSON merge patch, as {@code kubectl patch --type=merge} does. */
  public Seen patch(String merge) {
    client.resource(deployment).patch(PatchContext.of(PatchType.JSON_MERGE), merge);
    return this;
  }

  public Seen delete() {
    client.resource(deployment).delete();
    return this;
  }

  /** Texts of the events with that reason. */
  public List<String> events(Reason reason) {
    return client
        .events()
        .v1()
        .events()
        .inNamespace(deployment.getMetadata().getNamespace())
        .list()
        .getItems()
        .stream()
        .filter(event -> event.getRegarding().getName().equals(deployment.getMetadata().getName()))
        .filter(event -> event.getReason().equals(reason.text()))
        .map(Event::getNote)
        .toList();
  }

  /** Waits until there are so many events with that reason; a condition is told a moment before. */
  public void awaitEvents(Reason reason, int count) {
    Awaitility.await(count + " events of " + reason.text())
        .atMost(PATIENCE)
        .until(() -> events(reason).size() == count);
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

  /** Whether the operator has told of the generation that the API server has now. */
  public boolean isObserved() {
    ModelDeployment now = now();
    return now.getStatus() != null
        && Objects.equals(now.getStatus().observedGeneration(), now.getMetadata().getGeneration());
  }

  /** Whether it reads as ready in the generation that the API server has now. */
  public boolean ready() {
    ModelDeployment now = now();
    return now.getStatus() != null
        && Objects.equals(now.getStatus().observedGeneration(), now.getMetadata().getGeneration())
        && Conditions.find(now.getStatus().conditions(), ConditionType.READY)
            .filter(one -> one.status() == ConditionStatus.TRUE)
            .isPresent();
  }

  public Seen awaitReady() {
    return await(ConditionType.READY, ConditionStatus.TRUE, Reason.READY);
  }

  public void awaitGone() {
    Awaitility.await("gone").atMost(PATIENCE).until(() -> now() == null);
  }
}
