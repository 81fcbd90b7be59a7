package dev.drawbridge.sidecar.protocol;

import java.util.List;

/** Whether there is such an endpoint for consumers. */
public sealed interface Match {

  /** There is. */
  record Allowed(Operation operation, Body body) implements Match {}

  /**
   * There is, but for other methods: 405.
   *
   * @param allow these
   */
  record WrongMethod(List<String> allow) implements Match {
    public WrongMethod {
      allow = List.copyOf(allow);
    }
  }

  /**
   * It administers the model server: 403.
   *
   * @param reason what it would do, as a sentence
   */
  record Forbidden(String reason) implements Match {}

  /**
   * There is none: 404.
   *
   * @param there those that there are, such as {@code POST /v1/embeddings}
   */
  record Unknown(List<String> there) implements Match {
    public Unknown {
      there = List.copyOf(there);
    }
  }

  /**
   * Two servers could read the path in two ways: 400.
   *
   * @param reason what is wrong with it, as a sentence
   */
  record Malformed(String reason) implements Match {}
}
