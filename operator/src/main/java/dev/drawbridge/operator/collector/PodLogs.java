package dev.drawbridge.operator.collector;

import java.util.Collection;

/** The way to the logs of pods. */
@FunctionalInterface
interface PodLogs {

  /** The log of a pod that has an address. Calls nobody yet. */
  PodLog of(LogPod pod);

  /** No other pods are there any more; what is known of others may be forgotten. */
  default void keepOnly(Collection<LogPod> pods) {}
}
