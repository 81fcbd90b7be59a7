package dev.drawbridge.operator.control.admission;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the record of what policy admitted beside what it admitted. The verdict of the moment is
 * the reconciler's to report; this control proves that the record in force is the one that was
 * decided on.
 */
public final class AdmissionControl implements Control {

  private static final String RECORD = "record.json";

  @Override
  public ConditionType condition() {
    return ConditionType.ADMITTED;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(
        FrameworkReference.iso27001("A.8.32"),
        FrameworkReference.iso27001("A.5.12"),
        FrameworkReference.aiAct("Art. 9"));
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    draft.add(
        new ConfigMapBuilder()
            .withMetadata(draft.metadata(ServingNames.ADMITTED))
            .addToData(RECORD, admitted.toJson())
            .build());
  }

  @Override
  public State verify(Observation observation) {
    return observation
        .find(ConfigMap.class, ServingNames.ADMITTED)
        .flatMap(map -> recordIn(map, observation.admitted().digest()))
        .<State>map(
            record -> new State.Holds(Reason.ADMITTED, "What runs is what policy admitted."))
        .orElseGet(
            () ->
                new State.Pending(
                    Reason.OBJECT_ALTERED,
                    "ConfigMap %s/%s, the record of what policy admitted, is missing or altered; it is being written again."
                        .formatted(observation.plan().namespace(), ServingNames.ADMITTED)));
  }

  /**
   * The record, if it is the one that was decided on.
   *
   * @param digest from the deployment's status, which fewer people can write than a ConfigMap
   */
  public static Optional<Admitted> recordIn(ConfigMap map, String digest) {
    return Optional.ofNullable(map.getData())
        .map(data -> data.get(RECORD))
        .filter(json -> Admitted.digestOf(json).equals(digest))
        .flatMap(Admitted::fromJson);
  }
}
