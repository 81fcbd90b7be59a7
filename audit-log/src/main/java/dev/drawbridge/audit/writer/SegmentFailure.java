package dev.drawbridge.audit.writer;

import java.io.IOException;

/** The disk failed below a segment, which ends it; any other failure ends the log. */
final class SegmentFailure extends Exception {
  private static final long serialVersionUID = 1;

  final IOException error;

  SegmentFailure(IOException error) {
    super(error);
    this.error = error;
  }
}
