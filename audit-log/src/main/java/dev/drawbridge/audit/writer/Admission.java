package dev.drawbridge.audit.writer;

/** What became of a record that was handed over. All but the first mean: do not go on. */
public enum Admission {
  /** The receipt will hear of it. */
  TAKEN,
  /** It has more than 2,048 bytes, or a text of more than 512 characters. */
  TOO_LARGE,
  /** The disk is slower than the requests: answer 503 and Retry-After. */
  OVERLOADED,
  /** The volume is nearly full; ends of requests are still taken: answer 503 and Retry-After. */
  NO_SPACE,
  /** The log was closed, or its disk failed: answer 503 and Retry-After. */
  CLOSED
}
