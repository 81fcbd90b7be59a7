package dev.drawbridge.operator.control.audit;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.Trust;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The only door, and the record of whoever passed it. */
public final class AuditControl implements Control {

  private final Door door;
  private final Certificates certificates;
  private final SidecarRendering rendering;
  private final AuditInspection inspection;

  /**
   * Makes the control.
   *
   * @param doorImage image of the sidecar, pinned by digest
   * @param logs what is seen of logs; empty where nobody collects them, as with an operator outside
   *     of the cluster: then pods are all that is verified
   */
  public AuditControl(String doorImage, Trust trust, Optional<LogObservations> logs, Clock clock) {
    this.door = new Door(doorImage);
    this.certificates = new Certificates(trust);
    this.rendering = new SidecarRendering(trust);
    this.inspection = new AuditInspection(doorImage, logs, clock);
  }

  @Override
  public ConditionType condition() {
    return ConditionType.AUDIT_ACTIVE;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(
        FrameworkReference.iso27001("A.8.15"),
        FrameworkReference.iso27001("A.5.28"),
        FrameworkReference.iso27001("A.5.33"),
        FrameworkReference.gdpr("Art. 5(2)"),
        FrameworkReference.aiAct("Art. 12"),
        FrameworkReference.aiAct("Art. 26(6)"));
  }

  @Override
  public Optional<String> obligation() {
    return Optional.of("audit");
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    certificates.of(admitted, draft).forEach(draft::add);
    SidecarDocument document = rendering.of(admitted);
    // The copy first: no door ever goes by what there is no copy of.
    draft.add(Configurations.copy(document, draft));
    draft.add(Configurations.live(document, draft));
    door.shape(Configurations.name(document), draft);
  }

  @Override
  public State verify(Observation observation) {
    return inspection.judge(observation);
  }
}
