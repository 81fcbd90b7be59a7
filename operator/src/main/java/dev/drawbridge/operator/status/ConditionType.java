package dev.drawbridge.operator.status;

/** The conditions of a ModelDeployment and a DataClassification. */
public enum ConditionType {
  READY("Ready"),
  /** Abnormal: present only while the operator works towards the spec (kstatus). */
  RECONCILING("Reconciling"),
  /** Abnormal: present only while nothing will happen before somebody acts (kstatus). */
  STALLED("Stalled"),
  ADMITTED("Admitted"),
  POLICY_ENGINE_AVAILABLE("PolicyEngineAvailable"),
  ISOLATED("Isolated"),
  REGION_PINNED("RegionPinned"),
  HARDENED("Hardened"),
  AUDIT_ACTIVE("AuditActive"),
  AVAILABLE("Available"),
  ROLLOUT_COMPLETE("RolloutComplete"),
  RANK_UNIQUE("RankUnique");

  private final String text;

  ConditionType(String text) {
    this.text = text;
  }

  /** As written in {@code status.conditions[].type}. */
  public String text() {
    return text;
  }
}
