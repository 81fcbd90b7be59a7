package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.record.Completion.Latencies;

/** The moments of one exchange, by a clock that only runs. */
final class Timing {

  private final long began = System.nanoTime();
  private long asked;
  private long firstByte;
  private long answered;

  /** The request goes to the model. */
  void modelAsked() {
    asked = System.nanoTime();
  }

  /** The first byte of the answer goes out; only the first call counts. */
  void firstByte() {
    firstByte = firstByte == 0 ? System.nanoTime() : firstByte;
  }

  /** The model is done, or given up; only the first call counts. */
  void modelDone() {
    answered = answered == 0 && asked != 0 ? System.nanoTime() : answered;
  }

  long beganNanos() {
    return began;
  }

  Latencies latencies() {
    long now = System.nanoTime();
    long model = asked == 0 ? 0 : (answered == 0 ? now : answered) - asked;
    return new Latencies(now - began, firstByte == 0 ? -1 : firstByte - began, model);
  }
}
