package dev.drawbridge.operator.plan;

/** One part of the serving plan. */
public interface Contribution {

  /** Adds to the draft what must exist. Must not depend on anything but its arguments. */
  void contribute(Admitted admitted, PlanDraft draft);
}
