package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.tree.HashFiles;
import java.util.Optional;

/**
 * What was found on disk.
 *
 * @param tree over all entries that were found
 * @param link what the next header is linked to
 * @param nextSegment id of the segment to begin
 * @param previousLength bytes of the last segment that count
 * @param previous how the log ended: none, closed or crashed
 * @param kekId names the key that wrapped the last segment's key; empty if there is no segment
 * @param gap what was cut
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
record Recovered(
    HashFiles tree,
    byte[] link,
    int nextSegment,
    long previousLength,
    String previous,
    String kekId,
    Optional<Gap> gap) {

  /** Bytes at the end of a segment that are no whole frames. */
  record Gap(int segment, long bytes, String sha256) {}
}
