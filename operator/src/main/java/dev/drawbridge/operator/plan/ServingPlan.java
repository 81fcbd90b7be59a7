package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Everything that must exist for one deployment, in the order in which it is written. What carries
 * the deployment's labels and is not in here must not exist.
 *
 * @param namespace the serving namespace
 */
public record ServingPlan(String namespace, List<HasMetadata> objects) {

  public ServingPlan {
    objects = List.copyOf(objects);
  }

  public static ServingPlan of(
      Admitted admitted, KeyWindow keys, List<? extends Contribution> contributions) {
    PlanDraft draft = new PlanDraft(admitted.key(), keys);
    contributions.forEach(contribution -> contribution.contribute(admitted, draft));
    return new ServingPlan(draft.namespace(), draft.objects());
  }

  /** The plan with more in it, written before what runs is changed. */
  public ServingPlan with(List<? extends HasMetadata> more) {
    List<HasMetadata> all = new ArrayList<>(objects);
    int workload =
        IntStream.range(0, objects.size())
            .filter(i -> objects.get(i) instanceof Deployment)
            .findFirst()
            .orElse(objects.size());
    all.addAll(workload, more);
    return new ServingPlan(namespace, all);
  }

  /** The planned object of that type and name. */
  public <T extends HasMetadata> Optional<T> find(Class<T> type, String name) {
    return objects.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(one -> one.getMetadata().getName().equals(name))
        .findFirst();
  }
}
