package dev.drawbridge.operator.validation;

import dev.drawbridge.api.decision.ConsumerNamespaceFact;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.policy.Facts;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks that need more than the object itself, yet are no matter of policy. Schema and CEL have
 * come first, at the API server.
 */
public final class SpecCheck {

  /** The first problem, with field, reason and fix. */
  public static Optional<String> problem(ModelDeployment deployment, Facts facts) {
    return Stream.of(withinServingNamespace(deployment, facts), consumerIsAModel(facts))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Its secrets and pods would share a namespace that is meant for one model alone. */
  private static Optional<String> withinServingNamespace(ModelDeployment deployment, Facts facts) {
    return isServing(facts.namespace().labels())
        ? Optional.of(
            "metadata.namespace: %s is the serving namespace of another model, which nothing else may live in; use a namespace of your own"
                .formatted(deployment.getMetadata().getNamespace()))
        : Optional.empty();
  }

  private static Optional<String> consumerIsAModel(Facts facts) {
    return facts.context().consumerNamespaces().items().stream()
        .filter(consumer -> isServing(consumer.labels()))
        .findFirst()
        .map(ConsumerNamespaceFact::name)
        .map(
            name ->
                "spec.consumers: namespace %s is the serving namespace of another model, and models have no way out; name the namespace of an application"
                    .formatted(name));
  }

  private static boolean isServing(Map<String, String> labels) {
    return Labels.MANAGER.equals(labels.get(Labels.MANAGED_BY))
        && labels.containsKey(Labels.DEPLOYMENT);
  }

  private SpecCheck() {}
}
