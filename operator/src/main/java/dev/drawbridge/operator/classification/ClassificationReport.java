package dev.drawbridge.operator.classification;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.DataClassificationStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import dev.drawbridge.operator.status.Summary;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The status of a class, from all classes and all deployments there are. */
public final class ClassificationReport {

  private final Clock clock;

  public ClassificationReport(Clock clock) {
    this.clock = clock;
  }

  DataClassificationStatus of(
      DataClassification classification,
      Collection<DataClassification> all,
      Collection<ModelDeployment> deployments) {
    var before = classification.getStatus();
    String name = classification.getMetadata().getName();
    State unique = rank(classification, all);
    Conditions conditions =
        new Conditions(
            before == null ? List.of() : before.conditions(),
            classification.getMetadata().getGeneration(),
            clock);
    Summary.of(Optional.empty(), Map.of(ConditionType.RANK_UNIQUE, unique)).addTo(conditions);
    conditions.add(ConditionType.RANK_UNIQUE, unique);
    long users =
        deployments.stream()
            .filter(deployment -> deployment.getSpec().dataClassification().equals(name))
            .count();
    return new DataClassificationStatus(
        classification.getMetadata().getGeneration(), conditions.build(), (int) users);
  }

  private static State rank(DataClassification classification, Collection<DataClassification> all) {
    if (!Understood.specOf(classification)) {
      return new State.Broken(
          Reason.SPEC_NOT_UNDERSTOOD,
          Understood.EXPLANATION + " Until then the class counts as one that does not exist.");
    }
    List<String> others = RankConflict.with(classification, all);
    return others.isEmpty()
        ? new State.Holds(Reason.UNIQUE, "No other class has this rank.")
        : new State.Broken(
            Reason.RANK_SHARED, RankConflict.text(classification.getSpec().rank(), others));
  }
}
