package dev.drawbridge.sidecar.authorisation;

/**
 * Every reason for which a request is refused or fails. The id is stable: it stands in records
 * ({@code rule_id}) and in answers. docs/sidecar-answers.md has the same table.
 */
public enum Rule {
  REQUEST_MALFORMED(
      "request.malformed",
      400,
      "Malformed request",
      "The request is not valid HTTP, or its target is not a plain path. Send it with an ordinary"
          + " HTTP library, and the path as documented, without encoded slashes or dots."),
  REQUEST_AMBIGUOUS(
      "request.ambiguous",
      400,
      "Ambiguous request",
      "Two servers could see two different requests in it, for instance by its length or its Host."
          + " State each once, and in one way."),
  BODY_MALFORMED(
      "body.malformed",
      400,
      "Malformed body",
      "The body is not JSON that every reader understands alike; the detail says where it is not."),
  IDENTITY_UNKNOWN(
      "identity.unknown",
      401,
      "No usable identity",
      "The client certificate has to name exactly one SPIFFE id, as its only URI. Use the"
          + " certificate that was issued for this consumer."),
  IDENTITY_EXPIRED(
      "identity.no-longer-valid",
      401,
      "Identity no longer valid",
      "The certificate has expired or is not trusted any more. Load the present one, and connect"
          + " anew."),
  CONSUMER_UNKNOWN(
      "consumer.unknown",
      403,
      "Not a consumer",
      "The deployment does not list this identity. Ask its owner to add it to spec.consumers."),
  PURPOSE_MISSING(
      "purpose.missing",
      403,
      "Purpose missing",
      "Say what the request is for in the header Drawbridge-Purpose; the detail lists the purposes"
          + " that are permitted."),
  PURPOSE_NOT_PERMITTED(
      "purpose.not-permitted",
      403,
      "Purpose not permitted",
      "Use a purpose that is permitted, or ask the owner of the deployment to permit this one."),
  ENDPOINT_FORBIDDEN(
      "endpoint.forbidden",
      403,
      "Endpoint forbidden",
      "It administers the model server, and no consumer may. Change the ModelDeployment instead."),
  UPGRADE_FORBIDDEN(
      "upgrade.forbidden",
      403,
      "Change of protocol forbidden",
      "Neither WebSocket nor another upgrade is let through. Use HTTP/1.1 or HTTP/2, and"
          + " server-sent events for streams."),
  ENDPOINT_UNKNOWN(
      "endpoint.unknown",
      404,
      "No such endpoint",
      "The detail lists the endpoints that there are."),
  ENDPOINT_METHOD(
      "endpoint.method", 405, "Method not allowed", "Use a method that the header Allow lists."),
  REQUEST_TIMEOUT(
      "request.timeout",
      408,
      "Request too slow",
      "Headers and body have to arrive within the limits. Send them at once."),
  BODY_TOO_LARGE(
      "body.too-large",
      413,
      "Body too large",
      "Send less at a time, or ask the owner of the deployment for a higher limit."),
  TARGET_TOO_LONG("target.too-long", 414, "Path too long", "Send what is long in the body."),
  BODY_ENCODED(
      "body.encoded",
      415,
      "Body not readable",
      "Send the body as application/json, without Content-Encoding."),
  QUOTA_REQUESTS(
      "quota.requests",
      429,
      "Too many requests",
      "Wait as long as Retry-After says, or ask the owner of the deployment for more requests per"
          + " minute."),
  QUOTA_TOKENS(
      "quota.tokens",
      429,
      "Too many tokens",
      "Wait as long as Retry-After says, or ask the owner of the deployment for more tokens per"
          + " minute."),
  QUOTA_CONCURRENCY(
      "quota.concurrency",
      429,
      "Too many requests at once",
      "Wait for an answer before the next request, or ask the owner of the deployment for more at"
          + " once."),
  HEADERS_TOO_LARGE(
      "headers.too-large", 431, "Headers too large", "Send fewer or shorter headers."),
  MODEL_BROKEN(
      "model.broken",
      502,
      "The model's answer was not usable",
      "The model server broke off or did not speak HTTP. Try again; if it goes on, its log says"
          + " why."),
  MODEL_UNREACHABLE(
      "model.unreachable",
      503,
      "The model is not there",
      "It is starting or has ended. Wait as long as Retry-After says."),
  LOG_UNAVAILABLE(
      "log.unavailable",
      503,
      "The request cannot be recorded",
      "Without a record nothing reaches the model. Wait as long as Retry-After says; if it goes on,"
          + " the operator of the cluster has to look at the audit log."),
  OVERLOADED(
      "sidecar.overloaded",
      503,
      "Too much at once",
      "All consumers together ask for more than this pod may take. Wait as long as Retry-After"
          + " says."),
  DRAINING("sidecar.draining", 503, "The pod is ending", "Connect anew; another pod answers."),
  MODEL_TIMEOUT(
      "model.timeout",
      504,
      "The model was too slow",
      "Ask for less, or ask the owner of the deployment for a longer limit.");

  private static final String TYPES = "https://drawbridge.dev/problems/";

  private final String id;
  private final int status;
  private final String title;
  private final String advice;

  Rule(String id, int status, String title, String advice) {
    this.id = id;
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  /** As in records. */
  public String id() {
    return id;
  }

  /** HTTP status, 400 to 504. */
  public int status() {
    return status;
  }

  /** {@code type} of RFC 9457: an identifier, behind which there is no page. */
  public String type() {
    return TYPES + id;
  }

  /** {@code title} of RFC 9457. */
  public String title() {
    return title;
  }

  /** What to do, as sentences; the default for {@code detail} of RFC 9457. */
  public String advice() {
    return advice;
  }

  /** Whether the same request may go through later: the answer needs {@code Retry-After}. */
  public boolean retryable() {
    return status == 429 || status == 503;
  }
}
