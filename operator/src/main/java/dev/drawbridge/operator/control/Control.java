package dev.drawbridge.operator.control;

import dev.drawbridge.operator.plan.Contribution;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import java.util.List;

/** A security control: contributes what must exist, verifies what does, owns one condition. */
public interface Control extends Contribution {

  ConditionType condition();

  /** What the control answers to in norms and laws. */
  List<FrameworkReference> references();

  /** Judges what was observed in the cluster, never what was asked for. */
  State verify(Observation observation);
}
