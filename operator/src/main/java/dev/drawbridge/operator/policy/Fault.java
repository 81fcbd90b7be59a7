package dev.drawbridge.operator.policy;

/**
 * Why policy gave no decision that may be acted on.
 *
 * @param message what happened and what to do, for people
 */
public record Fault(Kind kind, String message) {

  /** The rows of the failure table; each is counted under its own name. */
  public enum Kind {
    /** No connection: network, name or TLS. */
    UNREACHABLE("unreachable", true),
    /** No answer within the deadline. */
    TIMEOUT("timeout", true),
    /** Our token was refused. */
    UNAUTHORIZED("unauthorized", false),
    /** Something answered that does not speak OPA's protocol, or not on this path. */
    PROTOCOL("protocol", false),
    /** A rule failed while it was evaluated. */
    POLICY_ERROR("policy_error", false),
    /** No such document: policies are not loaded. */
    UNDEFINED("undefined", false),
    /** The answer does not keep the decision contract. */
    CONTRACT("contract", false),
    /** A required policy did not run. */
    INCOMPLETE("incomplete", false),
    /** It is not known which bundle decided, or it is the wrong one. */
    BUNDLE("bundle", false),
    /** The bundle that decided is too old, or nobody knows how old it is. */
    STALE("stale", false),
    /** The engine does not log its decisions. */
    UNLOGGED("unlogged", false),
    /** The decision demands something this operator does not know. */
    OBLIGATION("obligation", false),
    /** The policies themselves could not decide. */
    UNDECIDED("undecided", false);

    private final String text;
    private final boolean outage;

    Kind(String text, boolean outage) {
      this.text = text;
      this.outage = outage;
    }

    /** As in the metric's label {@code outcome}. */
    public String text() {
      return text;
    }

    /** Whether it passes by itself, as soon as the engine is back. */
    public boolean isOutage() {
      return outage;
    }
  }
}
