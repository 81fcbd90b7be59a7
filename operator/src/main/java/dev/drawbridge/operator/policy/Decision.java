package dev.drawbridge.operator.policy;

/** The three answers. Only one of them changes anything in the cluster. */
public sealed interface Decision {

  record Allowed(Ruling ruling) implements Decision {}

  record Denied(Ruling ruling) implements Decision {}

  /** Neither: what runs goes on running, and nothing new is let in. */
  record Indeterminate(Fault fault) implements Decision {}
}
