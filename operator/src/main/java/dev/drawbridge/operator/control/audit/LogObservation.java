package dev.drawbridge.operator.control.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * What the collector saw of the log of one pod.
 *
 * @param podUid of the pod, which names its log
 * @param entries in the log
 * @param checkpointSize entries that its newest checkpoint covers
 * @param lastCheckpoint when a new checkpoint of it was last seen; a heartbeat is one too
 * @param witnessedSize entries up to which the collector has cosigned
 * @param acknowledged entries that the collector keeps
 * @param configDigest {@code sha256:} and hex digits of the configuration that the door goes by
 * @param problem what is wrong with the log, with what to do; empty when nothing is
 * @param seen when the pod last answered
 */
public record LogObservation(
    String podUid,
    long entries,
    long checkpointSize,
    Instant lastCheckpoint,
    long witnessedSize,
    long acknowledged,
    String configDigest,
    Optional<String> problem,
    Instant seen) {}
