package dev.drawbridge.operator.control.audit;

import java.util.Optional;

/** What is known of the logs of pods; whoever collects them tells. */
public interface LogObservations {

  /** What was seen last; empty of a pod that never answered. */
  Optional<LogObservation> of(String namespace, String pod);
}
