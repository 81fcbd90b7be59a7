package dev.drawbridge.audit.note;

/** A text is no note, checkpoint, key or proof; the message says why. */
public final class MalformedNoteException extends Exception {
  private static final long serialVersionUID = 1;

  public MalformedNoteException(String message) {
    super(message);
  }
}
