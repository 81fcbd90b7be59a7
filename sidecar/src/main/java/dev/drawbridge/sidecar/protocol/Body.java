package dev.drawbridge.sidecar.protocol;

/** How the body of a request is taken. */
public enum Body {
  /** There is none; a request that has one is malformed. */
  NONE,
  /** JSON: read whole up to the limit, inspected, and only then passed on. */
  JSON,
  /** Passed on as it comes, hashed along the way. */
  STREAM
}
