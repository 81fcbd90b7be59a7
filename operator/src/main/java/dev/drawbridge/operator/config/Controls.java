package dev.drawbridge.operator.config;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.admission.AdmissionControl;
import dev.drawbridge.operator.control.audit.AuditControl;
import dev.drawbridge.operator.control.audit.LogObservations;
import dev.drawbridge.operator.control.hardening.HardeningControl;
import dev.drawbridge.operator.control.isolation.IsolationControl;
import dev.drawbridge.operator.control.isolation.Surroundings;
import dev.drawbridge.operator.control.placement.PlacementControl;
import dev.drawbridge.operator.control.rollout.RolloutControl;
import dev.drawbridge.operator.plan.Trust;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The list of controls. Plans, conditions and reports are all read from it. */
public final class Controls {

  /**
   * In the order in which their objects are written: the walls stand before anything runs within
   * them, and the record of what was admitted before what it admitted.
   *
   * @param logs what is seen of logs; empty where nobody collects them
   */
  public static List<Control> all(
      Surroundings surroundings, Trust trust, Optional<LogObservations> logs, Clock clock) {
    return List.of(
        new IsolationControl(surroundings),
        new AdmissionControl(),
        new AuditControl(surroundings.doorImage(), trust, logs, clock),
        new PlacementControl(),
        new HardeningControl(surroundings.doorImage()),
        new RolloutControl());
  }

  private Controls() {}
}
