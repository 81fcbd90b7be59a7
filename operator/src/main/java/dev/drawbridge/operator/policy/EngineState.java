package dev.drawbridge.operator.policy;

/** Whether policy can be asked at the moment. */
public sealed interface EngineState {

  /**
   * It can.
   *
   * @param revision of the policies that would decide
   */
  record Usable(String revision) implements EngineState {}

  record Unusable(Fault fault) implements EngineState {}
}
