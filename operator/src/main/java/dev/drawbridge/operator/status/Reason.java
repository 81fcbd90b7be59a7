package dev.drawbridge.operator.status;

import java.util.Arrays;
import java.util.Optional;

/** Reasons of conditions and events; one word each, the same in both. */
public enum Reason {
  // everything holds
  READY("Ready"),
  ADMITTED("Admitted"),
  VERIFIED("Verified"),
  AVAILABLE("Available"),
  COMPLETE("Complete"),
  REACHABLE("Reachable"),
  UNIQUE("Unique"),
  // on the way
  PROGRESSING("Progressing"),
  PENDING("Pending"),
  NOT_PROBED("NotProbed"),
  CERTIFICATE_PENDING("CertificatePending"),
  CONFIGURATION_PENDING("ConfigurationPending"),
  LOG_NOT_OBSERVED("LogNotObserved"),
  WAITING_FOR_POLICY_ENGINE("WaitingForPolicyEngine"),
  SERVING_NAMESPACE_TERMINATING("ServingNamespaceTerminating"),
  DELETING("Deleting"),
  // somebody must act
  POLICY_DENIED("PolicyDenied"),
  POLICY_INDETERMINATE("PolicyIndeterminate"),
  POLICY_ENGINE_FAULT("PolicyEngineFault"),
  INVALID_SPEC("InvalidSpec"),
  SPEC_NOT_UNDERSTOOD("SpecNotUnderstood"),
  NO_COMMON_REGION("NoCommonRegion"),
  SERVING_NAMESPACE_TAKEN("ServingNamespaceTaken"),
  APPLY_FAILED("ApplyFailed"),
  CONTESTED("Contested"),
  ROLLOUT_STUCK("RolloutStuck"),
  NOTHING_RUNS("NothingRuns"),
  OBJECT_MISSING("ObjectMissing"),
  OBJECT_ALTERED("ObjectAltered"),
  FOREIGN_POD("ForeignPod"),
  FOREIGN_NETWORK_POLICY("ForeignNetworkPolicy"),
  NETWORK_POLICY_NOT_ENFORCED("NetworkPolicyNotEnforced"),
  OUTSIDE_REGION("OutsideRegion"),
  NODE_UNKNOWN("NodeUnknown"),
  NOT_HARDENED("NotHardened"),
  SIDECAR_MISSING("SidecarMissing"),
  AUDIT_KEYS_LOST("AuditKeysLost"),
  AUDIT_KEY_OLD("AuditKeyOld"),
  CONFIGURATION_REFUSED("ConfigurationRefused"),
  CONFIGURATION_NOT_TAKEN("ConfigurationNotTaken"),
  LOG_FAILED("LogFailed"),
  LOG_FULL("LogFull"),
  LOG_STALLED("LogStalled"),
  LOG_NOT_WITNESSED("LogNotWitnessed"),
  LOG_NOT_TRUSTED("LogNotTrusted"),
  NODE_WITHOUT_USER_NAMESPACES("NodeWithoutUserNamespaces"),
  RANK_SHARED("RankShared"),
  // events only
  DRIFT_REPAIRED("DriftRepaired"),
  LOG_NOT_CLOSED("LogNotClosed"),
  DELETED("Deleted"),
  DELETION_INCOMPLETE("DeletionIncomplete");

  private final String text;

  Reason(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  /** Whether it is a stage on the usual way, which nobody wants to be told of. */
  public boolean isPassing() {
    return this == PROGRESSING
        || this == PENDING
        || this == NOT_PROBED
        || this == CERTIFICATE_PENDING
        || this == CONFIGURATION_PENDING
        || this == NOTHING_RUNS
        || this == OBJECT_MISSING;
  }

  public static Optional<Reason> of(String text) {
    return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
  }
}
