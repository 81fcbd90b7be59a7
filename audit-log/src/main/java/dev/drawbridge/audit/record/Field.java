package dev.drawbridge.audit.record;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every field that a record can have, in the order in which RFC 8785 writes them. A record is one
 * flat object: dots are part of the name. {@link #SCHEMA_VERSION} changes whenever this table does.
 *
 * <p>No field holds text of a prompt or an answer, nor an unkeyed hash of either or of a person.
 */
public enum Field {
  ABORT_BY(
      "abort_by",
      Type.TEXT,
      "consumer, model, sidecar or policy",
      "who ended the request early",
      Occurrence.END),
  CLASS(
      "class",
      Type.TEXT,
      "name of a DataClassification",
      "configuration of the sidecar",
      Occurrence.REQUEST),
  CLOCK_OFFSET_US(
      "clock.offset_us",
      Type.NUMBER,
      "microseconds, signed",
      "wall clock against monotonic clock since the last look",
      Occurrence.CLOCK),
  CONFIG_DIGEST(
      "config.digest",
      Type.TEXT,
      "sha256: and 64 hex digits",
      "the configuration file, as applied",
      Occurrence.CONFIG),
  CONFIG_GENERATION(
      "config_generation",
      Type.NUMBER,
      "generation of the ModelDeployment",
      "configuration of the sidecar",
      Occurrence.REQUEST_OR_CONFIG),
  CONSUMER_CERT_SERIAL(
      "consumer.cert_serial", Type.TEXT, "hex digits", "client certificate", Occurrence.REQUEST),
  CONSUMER_CERT_SHA256(
      "consumer.cert_sha256",
      Type.TEXT,
      "64 hex digits",
      "client certificate, DER",
      Occurrence.REQUEST),
  CONSUMER_ID(
      "consumer.id",
      Type.TEXT,
      "keyed pseudonym",
      "SAN of the client certificate, purpose consumer",
      Occurrence.REQUEST),
  CONSUMER_SPIFFE(
      "consumer.spiffe", Type.TEXT, "URI", "SAN of the client certificate", Occurrence.REQUEST),
  CONTENT_DEK_ID(
      "content.dek_id",
      Type.TEXT,
      "key id",
      "content store, capture mode only",
      Occurrence.REQUEST),
  CONTENT_LEN(
      "content.len",
      Type.NUMBER,
      "bytes of ciphertext",
      "content store, capture mode only",
      Occurrence.REQUEST),
  CONTENT_REF(
      "content.ref",
      Type.TEXT,
      "name in the content store",
      "content store, capture mode only",
      Occurrence.REQUEST),
  CONTENT_SHA256_CT(
      "content.sha256_ct",
      Type.TEXT,
      "64 hex digits",
      "ciphertext in the content store, never the content",
      Occurrence.REQUEST),
  DECISION(
      "decision", Type.TEXT, "allow, deny or modify", "policy of the sidecar", Occurrence.REQUEST),
  EVENT("event", Type.TEXT, "name of the event", "the log", Occurrence.EVERY),
  FINISH_REASON(
      "finish_reason", Type.TEXT, "as the model said it", "answer of the model", Occurrence.END),
  GAP_BYTES(
      "gap.bytes",
      Type.NUMBER,
      "bytes cut from the segment",
      "recovery or failed write",
      Occurrence.GAP),
  GAP_REASON("gap.reason", Type.TEXT, "torn-tail, io-error or dropped", "the log", Occurrence.GAP),
  GAP_RECORDS(
      "gap.records",
      Type.NUMBER,
      "records that were dropped",
      "the ring, mode async only",
      Occurrence.GAP),
  GAP_SEGMENT(
      "gap.segment",
      Type.NUMBER,
      "id of the segment that was cut",
      "recovery or failed write",
      Occurrence.GAP),
  GAP_SHA256("gap.sha256", Type.TEXT, "64 hex digits", "the bytes that were cut", Occurrence.GAP),
  GRPC_STATUS(
      "grpc_status",
      Type.NUMBER,
      "gRPC status code",
      "answer to the consumer",
      Occurrence.DENIED_OR_END),
  HTTP_STATUS(
      "http_status",
      Type.NUMBER,
      "HTTP status code",
      "answer to the consumer",
      Occurrence.DENIED_OR_END),
  KEY_KID("key.kid", Type.TEXT, "id of the new key", "whoever rotated", Occurrence.KEY),
  KEY_PREVIOUS_KID(
      "key.previous_kid", Type.TEXT, "id of the key before", "whoever rotated", Occurrence.KEY),
  KEY_PURPOSE(
      "key.purpose",
      Type.TEXT,
      "kek, or purpose of a keyed hash",
      "whoever rotated",
      Occurrence.KEY),
  LAT_SIDECAR_US(
      "lat.sidecar_us",
      Type.NUMBER,
      "microseconds",
      "time in the sidecar itself",
      Occurrence.DENIED_OR_END),
  LAT_TOTAL_US(
      "lat.total_us",
      Type.NUMBER,
      "microseconds",
      "first byte in to last byte out",
      Occurrence.DENIED_OR_END),
  LAT_TTFT_US(
      "lat.ttft_us",
      Type.NUMBER,
      "microseconds",
      "first byte in to first byte of the answer out",
      Occurrence.END),
  LAT_UPSTREAM_US(
      "lat.upstream_us", Type.NUMBER, "microseconds", "waiting for the model", Occurrence.END),
  LEGAL_BASIS(
      "legal_basis", Type.TEXT, "article, as declared", "the ModelDeployment", Occurrence.REQUEST),
  LOG_PREVIOUS("log.previous", Type.TEXT, "none, closed or crashed", "recovery", Occurrence.OPEN),
  LOG_SOFTWARE(
      "log.software", Type.TEXT, "name and version of the writer", "build", Occurrence.OPEN),
  MODEL_DIGEST(
      "model.digest",
      Type.TEXT,
      "sha256: and 64 hex digits",
      "the ModelDeployment; public artefact",
      Occurrence.REQUEST),
  MODEL_NAME(
      "model.name", Type.TEXT, "name of the model", "the ModelDeployment", Occurrence.REQUEST),
  MODEL_POLICY_UID("model.policy_uid", Type.TEXT, "UID", "the ModelDeployment", Occurrence.REQUEST),
  MODEL_VERSION(
      "model.version", Type.TEXT, "version as declared", "the ModelDeployment", Occurrence.REQUEST),
  OP(
      "op",
      Type.TEXT,
      "chat, completions, embeddings, kserve.infer or other",
      "path of the request",
      Occurrence.REQUEST),
  OUTCOME("outcome", Type.TEXT, "ok, error or aborted", "end of the request", Occurrence.END),
  PII_ACTION("pii.action", Type.TEXT, "none, redacted or refused", "scanner", Occurrence.REQUEST),
  PII_ADDRESS("pii.address", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_BIRTH_DATE("pii.birth_date", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_CARD("pii.card", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_EMAIL("pii.email", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_HEALTH_INSURANCE(
      "pii.health_insurance", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_IBAN("pii.iban", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_ID_CARD("pii.id_card", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_IP("pii.ip", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_NAME("pii.name", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_PASSPORT("pii.passport", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_PHONE("pii.phone", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_PLATE("pii.plate", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_POLICY_NUMBER("pii.policy_number", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_SOCIAL_INSURANCE(
      "pii.social_insurance", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_TAX_ID("pii.tax_id", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  PII_VAT_ID("pii.vat_id", Type.NUMBER, "occurrences", "scanner", Occurrence.REQUEST),
  POLICY_DIGEST(
      "policy_digest",
      Type.TEXT,
      "sha256: and 64 hex digits",
      "policy in force",
      Occurrence.REQUEST_OR_CONFIG),
  PROMPT_BYTES(
      "prompt.bytes", Type.NUMBER, "bytes as received", "body of the request", Occurrence.REQUEST),
  PROMPT_CHARS(
      "prompt.chars",
      Type.NUMBER,
      "Unicode code points",
      "text of the request",
      Occurrence.REQUEST),
  PROMPT_HMAC(
      "prompt.hmac",
      Type.TEXT,
      "keyed pseudonym",
      "text of the request, purpose prompt",
      Occurrence.REQUEST),
  PURPOSE("purpose", Type.TEXT, "purpose as declared", "the ModelDeployment", Occurrence.REQUEST),
  RESP_BYTES("resp.bytes", Type.NUMBER, "bytes as sent", "body of the answer", Occurrence.END),
  RESP_HMAC(
      "resp.hmac",
      Type.TEXT,
      "keyed pseudonym",
      "text of the answer, purpose response",
      Occurrence.END),
  RETENTION_CLASS(
      "retention_class",
      Type.TEXT,
      "name of a retention rule",
      "the DataClassification",
      Occurrence.REQUEST),
  RULE_ID("rule_id", Type.TEXT, "id of the rule", "policy of the sidecar", Occurrence.REQUEST),
  SCHEMA("schema", Type.NUMBER, "version of this table", "the log", Occurrence.EVERY),
  SPAN_ID(
      "span_id",
      Type.TEXT,
      "16 hex digits",
      "sidecar; never from the consumer",
      Occurrence.REQUEST),
  STREAM(
      "stream",
      Type.FLAG,
      "whether the answer is a stream",
      "body of the request",
      Occurrence.REQUEST),
  TIME(
      "time",
      Type.NUMBER,
      "microseconds since 1970-01-01T00:00:00Z",
      "wall clock when handed to the log",
      Occurrence.EVERY),
  TIME_MONO_US(
      "time_mono_us",
      Type.NUMBER,
      "microseconds since log.open",
      "monotonic clock when handed to the log",
      Occurrence.EVERY),
  TOKENS_CACHED("tokens.cached", Type.NUMBER, "tokens", "answer of the model", Occurrence.END),
  TOKENS_IN(
      "tokens.in", Type.NUMBER, "tokens", "answer of the model, or estimated", Occurrence.END),
  TOKENS_OUT(
      "tokens.out", Type.NUMBER, "tokens", "answer of the model, or estimated", Occurrence.END),
  TOKENS_SOURCE("tokens.source", Type.TEXT, "model, estimated or none", "sidecar", Occurrence.END),
  TRACE_ID(
      "trace_id",
      Type.TEXT,
      "32 hex digits",
      "sidecar; never from the consumer",
      Occurrence.REQUEST);

  /** The value of the field {@code schema}. */
  public static final int SCHEMA_VERSION = 1;

  private static final Map<String, Field> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Field::text, Function.identity()));

  private final String text;
  private final Type type;
  private final String unit;
  private final String source;

  @SuppressWarnings("ImmutableEnumChecker") // from Set.of
  private final Set<Event> events;

  Field(String text, Type type, String unit, String source, Set<Event> events) {
    this.text = text;
    this.type = type;
    this.unit = unit;
    this.source = source;
    this.events = events;
  }

  /** What kind of JSON value it has. */
  public enum Type {
    /** A string of at most {@link AuditRecord#MAX_TEXT} characters. */
    TEXT,
    /** An integer within plus or minus 2^53-1, where JSON numbers are exact. */
    NUMBER,
    /** true or false. */
    FLAG
  }

  /** The member's name in JSON. */
  public String text() {
    return text;
  }

  public Type type() {
    return type;
  }

  /** Unit, format or permitted values. */
  public String unit() {
    return unit;
  }

  /** Who or what the value comes from. */
  public String source() {
    return source;
  }

  /** In which events it can occur. */
  public Set<Event> events() {
    return events;
  }

  /** Whether {@link AuditRecord} writes it, and nobody sets it. */
  boolean written() {
    return this == EVENT || this == SCHEMA || this == TIME || this == TIME_MONO_US;
  }

  /** Where it stands among all fields, from 0. */
  @SuppressWarnings("EnumOrdinal") // The order is RFC 8785's and nothing stores the number.
  int place() {
    return ordinal();
  }

  /** The field of that name; empty if there is none. */
  public static Optional<Field> named(String text) {
    return Optional.ofNullable(BY_NAME.get(Objects.requireNonNull(text)));
  }
}
