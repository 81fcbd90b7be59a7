package dev.drawbridge.sidecar.metrics;

/** How a request ended that reached the model; {@code error.type} of the semantic conventions. */
public enum Outcome {
  OK(""),
  CLIENT_ERROR("4xx"),
  SERVER_ERROR("5xx"),
  ABORTED("aborted");

  private final String text;

  Outcome(String text) {
    this.text = text;
  }

  /** Of an answer that came to its end. */
  public static Outcome of(int status) {
    if (status < 400) {
      return OK;
    }
    return status < 500 ? CLIENT_ERROR : SERVER_ERROR;
  }

  /** Value of the label {@code error_type}; empty when it went well. */
  public String text() {
    return text;
  }
}
