package dev.drawbridge.audit.pseudonym;

/**
 * What a keyed hash is of. Each purpose has a key of its own, so equal values do not look equal.
 */
public enum Purpose {
  CONSUMER("consumer"),
  PROMPT("prompt"),
  RESPONSE("response");

  private final String label;

  Purpose(String label) {
    this.label = label;
  }

  /** Part of the HKDF info and of the key id. */
  public String label() {
    return label;
  }
}
