package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

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

  public static ServingPlan of(Admitted admitted, List<? extends Contribution> contributions) {
    PlanDraft draft = new PlanDraft(admitted.key());
    contributions.forEach(contribution -> contribution.contribute(admitted, draft));
    return new ServingPlan(draft.namespace(), draft.objects());
  }
}
