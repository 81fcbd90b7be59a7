package dev.drawbridge.audit.verify;

/**
 * One thing that was found.
 *
 * @param segment id of the segment; -1 if it is in none
 * @param index entry that it is about, or before which it was found
 * @param detail what exactly
 */
public record Finding(Code code, int segment, long index, String detail) {

  @Override
  public String toString() {
    return "%s %s: %s (segment %d, entry %d): %s"
        .formatted(code.severity(), code, code.meaning(), segment, index, detail);
  }
}
