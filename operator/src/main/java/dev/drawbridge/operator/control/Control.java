package dev.drawbridge.operator.control;

import dev.drawbridge.operator.plan.Contribution;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import java.util.List;
import java.util.Optional;

/** A security control: contributes what must exist, verifies what does, owns one condition. */
public interface Control extends Contribution {

  ConditionType condition();

  /** What the control answers to in norms and laws. */
  List<FrameworkReference> references();

  /**
   * The type of obligation, in a decision of policy, that holds when this control's condition does.
   */
  default Optional<String> obligation() {
    return Optional.empty();
  }

  /** Judges what was observed in the cluster, never what was asked for. */
  State verify(Observation observation);
}
