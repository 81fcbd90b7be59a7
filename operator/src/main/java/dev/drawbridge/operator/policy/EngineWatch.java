package dev.drawbridge.operator.policy;

import java.time.Clock;

/**
 * Knows whether policy can be asked, and by which policies it would decide. Somebody has to call
 * {@link #look} again and again.
 */
public final class EngineWatch {

  private final PolicyGate gate;
  private final Runnable onChange;
  private final Clock clock;
  private volatile EngineState state =
      new EngineState.Unusable(
          new Fault(Fault.Kind.UNREACHABLE, "the policy engine was not asked yet; wait a moment"));

  /**
   * Watches the engine behind a gate.
   *
   * @param onChange called when the state became another one: then everything must be decided anew
   */
  public EngineWatch(PolicyGate gate, Runnable onChange, Clock clock) {
    this.gate = gate;
    this.onChange = onChange;
    this.clock = clock;
  }

  public EngineState state() {
    return state;
  }

  public void look() {
    EngineState before = state;
    EngineState now = gate.probe(clock.instant());
    state = now;
    if (!now.equals(before)) {
      onChange.run();
    }
  }
}
