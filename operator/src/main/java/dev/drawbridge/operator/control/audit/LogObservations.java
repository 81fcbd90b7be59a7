package dev.drawbridge.operator.control.audit;

import java.time.Instant;
import java.util.Optional;

/** What is known of the logs of pods; whoever collects them tells. */
public interface LogObservations {

  /** What was seen last; empty of a pod that never answered. */
  Optional<LogObservation> of(String namespace, String pod);

  /**
   * Whether collecting began so lately that a log may not have been seen yet although all is well
   * with it. Another leader has not seen any.
   */
  default boolean haveJustBegun(Instant now) {
    return false;
  }
}
