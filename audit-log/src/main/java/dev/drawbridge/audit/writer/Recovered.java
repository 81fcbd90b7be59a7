package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.Tail;
import dev.drawbridge.audit.tree.HashFiles;
import java.util.List;

/**
 * What was found on disk.
 *
 * @param tree over all entries that were found
 * @param link what the next header is linked to
 * @param nextSegment id of the segment to begin
 * @param previousLength bytes of the last segment that count
 * @param previous how the log ended: none, closed or crashed
 * @param kekId names the key that wrapped the last segment's key; empty if there is no segment
 * @param gaps what is to be cut once it is on record
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
record Recovered(
    HashFiles tree,
    byte[] link,
    int nextSegment,
    long previousLength,
    String previous,
    String kekId,
    List<Gap> gaps) {

  /**
   * Bytes behind the end of a segment.
   *
   * @param end of what counts of it
   */
  record Gap(int segment, long end, Tail tail) {}

  Recovered {
    gaps = List.copyOf(gaps);
  }
}
