package dev.drawbridge.api.decision;

/** An answer of the policy engine that does not keep the contract; the message says where. */
public final class DecisionContractException extends Exception {

  private static final long serialVersionUID = 1L;

  public DecisionContractException(String message, Throwable cause) {
    super(message, cause);
  }
}
