package dev.drawbridge.audit.mirror;

/**
 * Where a copy goes on.
 *
 * @param segment id of the segment
 * @param bytes of it that are there already
 */
public record Position(int segment, long bytes) {

  /** The beginning of the next segment. */
  public Position next() {
    return new Position(segment + 1, 0);
  }
}
