package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.record.Completion.Latencies;

/** The moments of one exchange, by a clock that only runs. */
final class Timing {

  private final long began = System.nanoTime();
  private long asked;
  private long answered;

  /** The request goes to the model. */
  void modelAsked() {
    asked = System.nanoTime();
  }

  /** The model is done, or given up; only the first call counts. */
  void modelDone() {
    answered = answered == 0 && asked != 0 ? System.nanoTime() : answered;
  }

  long beganNanos() {
    return began;
  }

  /**
   * What it took so far.
   *
   * @param firstTextNanos when the first text of the answer passed; 0 if there was none
   */
  Latencies latencies(long firstTextNanos) {
    long now = System.nanoTime();
    long model = asked == 0 ? 0 : (answered == 0 ? now : answered) - asked;
    return new Latencies(now - began, firstTextNanos == 0 ? -1 : firstTextNanos - began, model);
  }
}
