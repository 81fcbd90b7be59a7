package dev.drawbridge.operator.control.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the collector saw of the log of one pod.
 *
 * @param podUid of the pod, which names its log
 * @param door what it says of itself; empty until it has said something
 * @param problem what speaks against the log, with what to do; empty when nothing does
 * @param uncollected why it is not copied any further; empty when it is
 */
public record LogObservation(
    String podUid,
    Sizes sizes,
    Times times,
    Optional<DoorReport> door,
    Optional<String> problem,
    Optional<String> uncollected) {

  /** A log without requests has a heartbeat, and so a checkpoint, every minute. */
  static final Duration SILENCE = Duration.ofMinutes(2);

  /** A node brings another configuration within two minutes. */
  private static final Duration LATE = Duration.ofMinutes(5);

  /**
   * How far it is, in entries.
   *
   * @param entries in the log
   * @param checkpoint that its newest checkpoint covers
   * @param witnessed up to which the collector has cosigned
   * @param kept that the collector has on its disk
   */
  public record Sizes(long entries, long checkpoint, long witnessed, long kept) {}

  /**
   * When what was seen last.
   *
   * @param answer of the pod
   * @param checkpoint that is new; a heartbeat is one too
   * @param agreement of the witness: it had cosigned all that there was, or as much as was due
   * @param configuration that the door has taken, or that was the newest: it went by it
   */
  public record Times(
      Instant answer, Instant checkpoint, Instant agreement, Instant configuration) {}

  /** Whether the pod has not answered for so long that nobody knows how its log is. */
  public boolean isSilent(Instant now) {
    return times.answer().isBefore(now.minus(SILENCE));
  }

  /** Whether the log has neither grown nor shown a heartbeat for too long. */
  public boolean isStalled(Instant now) {
    return times.checkpoint().isBefore(now.minus(SILENCE));
  }

  /**
   * Whether the door goes by another configuration than it was given, and has taken none for so
   * long that it is not on its way any more. A door that is silent may have.
   */
  public boolean isOutdated(Instant now) {
    return !isSilent(now) && times.configuration().isBefore(now.minus(LATE));
  }

  /** Whether the witness has agreed with nothing for too long. */
  public boolean isUnwitnessed(Instant now) {
    return times.agreement().isBefore(now.minus(SILENCE));
  }
}
