package dev.drawbridge.operator.collector;

/** The way to the logs of pods. */
@FunctionalInterface
interface PodLogs {

  /** The log of a pod that has an address. Calls nobody yet. */
  PodLog of(LogPod pod);
}
