package dev.drawbridge.operator.status;

import dev.drawbridge.api.v1alpha1.ConditionStatus;

/** What was observed of one condition. */
public sealed interface State {

  Reason reason();

  /** What is, and where it is not well: what to do. */
  String message();

  /** It holds. */
  record Holds(Reason reason, String message) implements State {}

  /** It does not hold yet; nobody needs to act. */
  record Pending(Reason reason, String message) implements State {}

  /** It does not hold, and will not without somebody acting. */
  record Broken(Reason reason, String message) implements State {}

  /** It cannot be told. */
  record Unknown(Reason reason, String message) implements State {}

  /** The worse of two: what somebody must act on comes before what passes by itself. */
  static State worse(State one, State other) {
    return weight(other) > weight(one) ? other : one;
  }

  private static int weight(State state) {
    return switch (state) {
      case Broken b -> 3;
      case Unknown u -> 2;
      case Pending p -> 1;
      case Holds h -> 0;
    };
  }

  default boolean holds() {
    return this instanceof Holds;
  }

  default ConditionStatus status() {
    return switch (this) {
      case Holds h -> ConditionStatus.TRUE;
      case Pending p -> ConditionStatus.FALSE;
      case Broken b -> ConditionStatus.FALSE;
      case Unknown u -> ConditionStatus.UNKNOWN;
    };
  }
}
