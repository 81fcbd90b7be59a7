package dev.drawbridge.operator.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether policy can be asked at the moment. */
public sealed interface EngineState {

  /**
   * It can.
   *
   * @param revision of the policies that would decide
   */
  record Usable(String revision, @Nullable Instant publishedAt) implements EngineState {}

  /** It cannot, or must not be believed. */
  record Unusable(Fault fault, @Nullable Instant publishedAt) implements EngineState {

    /** Of an engine that told nothing of its policies. */
    public Unusable(Fault fault) {
      this(fault, null);
    }
  }

  /** When the policies were published; null when that is not known. */
  @Nullable Instant publishedAt();
}
