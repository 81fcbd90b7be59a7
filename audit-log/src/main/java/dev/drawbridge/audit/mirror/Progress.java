package dev.drawbridge.audit.mirror;

/**
 * How far a copy has come.
 *
 * @param received bytes that were written, and of which segment
 * @param scanned bytes of them that are whole frames, or the header
 * @param before bytes of the segment before
 * @param size entries in whole frames
 * @param link what the next entry must be linked to; for a new segment, what its header must be
 * @param lastEvent code of the last entry's event; 0 before the first
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and nobody changes the array.
record Progress(
    Position received, long scanned, long before, long size, byte[] link, int lastEvent) {

  Progress received(int bytes) {
    Position more = new Position(received.segment(), received.bytes() + bytes);
    return new Progress(more, scanned, before, size, link, lastEvent);
  }

  Progress nextSegment() {
    return new Progress(received.next(), 0, received.bytes(), size, link, lastEvent);
  }

  Progress header(long end, byte[] digest) {
    return new Progress(received, end, before, size, digest, lastEvent);
  }

  Progress entry(byte[] leaf, int event) {
    return new Progress(received, scanned, before, size + 1, leaf, event);
  }

  Progress scanned(long end) {
    return new Progress(received, end, before, size, link, lastEvent);
  }

  /** What was received behind the last whole frame does not count. */
  Progress cut() {
    return new Progress(
        new Position(received.segment(), scanned), scanned, before, size, link, lastEvent);
  }
}
