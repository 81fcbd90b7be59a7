package dev.drawbridge.operator.policy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to reach OPA.
 *
 * @param url scheme, host and port, always https
 * @param tokenFile holds the bearer token; read again when it changes
 * @param caFile PEM certificates that OPA's certificate is checked against; read again when it
 *     changes
 * @param deadline for a whole call, retry included
 */
public record OpaConnection(URI url, Path tokenFile, Path caFile, Duration deadline) {

  /** The only path the operator asks for; no part of it ever comes from a user. */
  static final String DECISION =
      "/v1/data/drawbridge/admission/decision?provenance=true&strict-builtin-errors=true";

  public OpaConnection {
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "drawbridge.policy.url is %s, but must be https://HOST:PORT: decisions and the token that asks for them do not travel in the clear"
              .formatted(url));
    }
    if (deadline.isNegative() || deadline.isZero()) {
      throw new IllegalArgumentException(
          "drawbridge.policy.deadline is %s, but must be above zero, such as 1s"
              .formatted(deadline));
    }
  }

  URI decision() {
    return url.resolve(DECISION);
  }
}
