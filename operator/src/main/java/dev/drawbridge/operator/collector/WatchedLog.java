package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.Mirror;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.witness.LocalWitness;
import dev.drawbridge.operator.control.audit.LogObservation;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one log between two visits. One visit at a time has it; others only look at
 * {@link #observation}.
 */
final class WatchedLog {

  private final VerifierKey key;
  private final LocalWitness witness;
  private final Storage copy;
  private @Nullable Mirror mirror;
  private Optional<PodLog.Status> status = Optional.empty();
  private Instant statusAt = Instant.EPOCH;
  private Instant answeredAt = Instant.EPOCH;
  private Instant grownAt = Instant.EPOCH;
  private Instant agreedAt = Instant.EPOCH;
  private Instant cosignedAt = Instant.EPOCH;
  private Instant configuredAt = Instant.EPOCH;
  private long checkpointSize;
  private long witnessed;
  private long keptCosigned;
  private long toldIndex = -1;
  private long toldWitness = -1;
  private Optional<PodLog.Offer> target = Optional.empty();
  private volatile Optional<LogObservation> observation = Optional.empty();

  WatchedLog(VerifierKey key, LocalWitness witness, Storage copy) {
    this.key = key;
    this.witness = witness;
    this.copy = copy;
  }

  String origin() {
    return key.name();
  }

  VerifierKey key() {
    return key;
  }

  LocalWitness witness() {
    return witness;
  }

  /** The copy, opened where it was confirmed last. */
  Mirror mirror() throws IOException {
    Mirror open = mirror;
    if (open == null) {
      open = Mirror.open(copy, key);
      mirror = open;
    }
    return open;
  }

  /** After a failure: what is not confirmed is fetched again. */
  void closeMirror() {
    mirror = null;
  }

  /** Entries that are kept for good, as far as is known without opening the copy. */
  long kept() {
    Mirror open = mirror;
    return open == null ? 0 : open.confirmedSize();
  }

  Optional<PodLog.Status> status() {
    return status;
  }

  Instant statusAt() {
    return statusAt;
  }

  /**
   * Its door said something of itself.
   *
   * @param given digest of the configuration that it was to go by then
   */
  void said(PodLog.Status now, Optional<String> given, Instant at) {
    Optional<String> before = status.map(PodLog.Status::configDigest);
    boolean goesByIt = given.filter(wanted -> !wanted.equals(now.configDigest())).isEmpty();
    if (goesByIt || !before.equals(Optional.of(now.configDigest()))) {
      configuredAt = at;
    }
    status = Optional.of(now);
    statusAt = at;
  }

  /** Its pod was there. What is to be seen of the log from now on may take its time. */
  void answered(Instant at) {
    if (answeredAt.equals(Instant.EPOCH)) {
      grownAt = later(grownAt, at);
      agreedAt = later(agreedAt, at);
    }
    answeredAt = at;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /** A checkpoint of so many entries was seen. */
  void seen(long size, Instant at) {
    if (size > checkpointSize) {
      checkpointSize = size;
      grownAt = at;
    }
  }

  /** The witness has cosigned all that there is, or as much as is due. */
  void agreed(Instant at) {
    agreedAt = at;
  }

  long checkpointSize() {
    return checkpointSize;
  }

  Instant cosignedAt() {
    return cosignedAt;
  }

  void cosigned(Instant at) {
    cosignedAt = at;
  }

  /** The checkpoint that the copy is being brought to. */
  Optional<PodLog.Offer> target() {
    return target;
  }

  void target(Optional<PodLog.Offer> next) {
    target = next;
  }

  /** What the witness would show an auditor goes beside the copy, once the copy has as much. */
  void keepCosigned() throws IOException {
    Optional<SignedNote> note = witness.latestNote(origin());
    long size = witness.latestSize(origin());
    if (note.isPresent() && size > keptCosigned && size <= kept()) {
      mirror().keepCosigned(note.get());
      keptCosigned = size;
    }
  }

  /** So many entries were cosigned, by now or before. */
  void witnessed(long size) {
    witnessed = size;
  }

  /** Whether the pod was not told of this yet; it is from now on. */
  boolean isNews(long index, long size) {
    return index > toldIndex || size > toldWitness;
  }

  void told(long index, long size) {
    toldIndex = index;
    toldWitness = size;
  }

  /** Makes what others see, once the pod has answered. */
  void show(LogPod pod, Optional<Finding> finding) {
    if (answeredAt.equals(Instant.EPOCH)) {
      return;
    }
    long entries = Math.max(checkpointSize, status.map(PodLog.Status::entries).orElse(0L));
    Optional<Problem> problem = finding.map(Finding::problem);
    observation =
        Optional.of(
            new LogObservation(
                pod.uid(),
                new LogObservation.Sizes(entries, checkpointSize, witnessed, kept()),
                new LogObservation.Times(answeredAt, grownAt, agreedAt, configuredAt),
                status.map(PodLog.Status::report),
                finding.filter(found -> found.problem().isEvidence()).map(Finding::message),
                problem.filter(Problem::ofTheCopy).map(Problem::meaning)));
  }

  Optional<LogObservation> observation() {
    return observation;
  }

  /** Whether the copy ends with the end of the log. */
  boolean isClosed() {
    Mirror open = mirror;
    return open != null && open.endsWithClose();
  }
}
