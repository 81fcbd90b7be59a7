package dev.drawbridge.audit.mirror;

import java.io.IOException;

/** The copy is not, or cannot become, one of the log that was signed; the message says where. */
public final class MirrorBrokenException extends IOException {
  private static final long serialVersionUID = 1;

  MirrorBrokenException(String message) {
    super(message);
  }
}
