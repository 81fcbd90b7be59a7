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
 * Units, permitted values and where each value comes from are in docs/audit-log-format.md.
 *
 * <p>No field holds text of a prompt or an answer, nor an unkeyed hash of either or of a person.
 */
public enum Field {
  ABORT_BY("abort_by", Type.TEXT, Occurrence.END),
  CLASS("class", Type.TEXT, Occurrence.REQUEST),
  CLOCK_OFFSET_US("clock.offset_us", Type.NUMBER, Occurrence.CLOCK),
  CONFIG_DIGEST("config.digest", Type.TEXT, Occurrence.CONFIG),
  CONFIG_GENERATION("config_generation", Type.NUMBER, Occurrence.REQUEST_OR_CONFIG),
  CONSUMER_CERT_SERIAL("consumer.cert_serial", Type.TEXT, Occurrence.REQUEST),
  CONSUMER_CERT_SHA256("consumer.cert_sha256", Type.TEXT, Occurrence.REQUEST),
  CONSUMER_ID("consumer.id", Type.TEXT, Occurrence.REQUEST),
  CONSUMER_SPIFFE("consumer.spiffe", Type.TEXT, Occurrence.REQUEST),
  CONTENT_DEK_ID("content.dek_id", Type.TEXT, Occurrence.REQUEST),
  CONTENT_LEN("content.len", Type.NUMBER, Occurrence.REQUEST),
  CONTENT_REF("content.ref", Type.TEXT, Occurrence.REQUEST),
  CONTENT_SHA256_CT("content.sha256_ct", Type.TEXT, Occurrence.REQUEST),
  DECISION("decision", Type.TEXT, Occurrence.REQUEST),
  EVENT("event", Type.TEXT, Occurrence.EVERY),
  FINISH_REASON("finish_reason", Type.TEXT, Occurrence.END),
  GAP_BYTES("gap.bytes", Type.NUMBER, Occurrence.GAP),
  GAP_REASON("gap.reason", Type.TEXT, Occurrence.GAP),
  GAP_RECORDS("gap.records", Type.NUMBER, Occurrence.GAP),
  GAP_SEGMENT("gap.segment", Type.NUMBER, Occurrence.GAP),
  GAP_SHA256("gap.sha256", Type.TEXT, Occurrence.GAP),
  GRPC_STATUS("grpc_status", Type.NUMBER, Occurrence.DENIED_OR_END),
  HTTP_STATUS("http_status", Type.NUMBER, Occurrence.DENIED_OR_END),
  KEY_KID("key.kid", Type.TEXT, Occurrence.KEY),
  KEY_PREVIOUS_KID("key.previous_kid", Type.TEXT, Occurrence.KEY),
  KEY_PURPOSE("key.purpose", Type.TEXT, Occurrence.KEY),
  LAT_SIDECAR_US("lat.sidecar_us", Type.NUMBER, Occurrence.DENIED_OR_END),
  LAT_TOTAL_US("lat.total_us", Type.NUMBER, Occurrence.DENIED_OR_END),
  LAT_TTFT_US("lat.ttft_us", Type.NUMBER, Occurrence.END),
  LAT_UPSTREAM_US("lat.upstream_us", Type.NUMBER, Occurrence.END),
  LEGAL_BASIS("legal_basis", Type.TEXT, Occurrence.REQUEST),
  LOG_PREVIOUS("log.previous", Type.TEXT, Occurrence.OPEN),
  LOG_SOFTWARE("log.software", Type.TEXT, Occurrence.OPEN),
  MODEL_DIGEST("model.digest", Type.TEXT, Occurrence.REQUEST),
  MODEL_NAME("model.name", Type.TEXT, Occurrence.REQUEST),
  MODEL_POLICY_UID("model.policy_uid", Type.TEXT, Occurrence.REQUEST),
  MODEL_VERSION("model.version", Type.TEXT, Occurrence.REQUEST),
  OP("op", Type.TEXT, Occurrence.REQUEST),
  OUTCOME("outcome", Type.TEXT, Occurrence.END),
  PII_ACTION("pii.action", Type.TEXT, Occurrence.REQUEST),
  PII_ADDRESS("pii.address", Type.NUMBER, Occurrence.REQUEST),
  PII_BIRTH_DATE("pii.birth_date", Type.NUMBER, Occurrence.REQUEST),
  PII_CARD("pii.card", Type.NUMBER, Occurrence.REQUEST),
  PII_EMAIL("pii.email", Type.NUMBER, Occurrence.REQUEST),
  PII_HEALTH_INSURANCE("pii.health_insurance", Type.NUMBER, Occurrence.REQUEST),
  PII_IBAN("pii.iban", Type.NUMBER, Occurrence.REQUEST),
  PII_ID_CARD("pii.id_card", Type.NUMBER, Occurrence.REQUEST),
  PII_IP("pii.ip", Type.NUMBER, Occurrence.REQUEST),
  PII_NAME("pii.name", Type.NUMBER, Occurrence.REQUEST),
  PII_PASSPORT("pii.passport", Type.NUMBER, Occurrence.REQUEST),
  PII_PHONE("pii.phone", Type.NUMBER, Occurrence.REQUEST),
  PII_PLATE("pii.plate", Type.NUMBER, Occurrence.REQUEST),
  PII_POLICY_NUMBER("pii.policy_number", Type.NUMBER, Occurrence.REQUEST),
  PII_SOCIAL_INSURANCE("pii.social_insurance", Type.NUMBER, Occurrence.REQUEST),
  PII_TAX_ID("pii.tax_id", Type.NUMBER, Occurrence.REQUEST),
  PII_VAT_ID("pii.vat_id", Type.NUMBER, Occurrence.REQUEST),
  POLICY_DIGEST("policy_digest", Type.TEXT, Occurrence.REQUEST_OR_CONFIG),
  PROMPT_BYTES("prompt.bytes", Type.NUMBER, Occurrence.REQUEST),
  PROMPT_CHARS("prompt.chars", Type.NUMBER, Occurrence.REQUEST),
  PROMPT_HMAC("prompt.hmac", Type.TEXT, Occurrence.REQUEST),
  PURPOSE("purpose", Type.TEXT, Occurrence.REQUEST),
  RESP_BYTES("resp.bytes", Type.NUMBER, Occurrence.END),
  RESP_HMAC("resp.hmac", Type.TEXT, Occurrence.END),
  RETENTION_CLASS("retention_class", Type.TEXT, Occurrence.REQUEST),
  RULE_ID("rule_id", Type.TEXT, Occurrence.REQUEST),
  SCHEMA("schema", Type.NUMBER, Occurrence.EVERY),
  SPAN_ID("span_id", Type.TEXT, Occurrence.REQUEST),
  STREAM("stream", Type.FLAG, Occurrence.REQUEST),
  TIME("time", Type.NUMBER, Occurrence.EVERY),
  TIME_MONO_US("time_mono_us", Type.NUMBER, Occurrence.EVERY),
  TOKENS_CACHED("tokens.cached", Type.NUMBER, Occurrence.END),
  TOKENS_IN("tokens.in", Type.NUMBER, Occurrence.END),
  TOKENS_OUT("tokens.out", Type.NUMBER, Occurrence.END),
  TOKENS_SOURCE("tokens.source", Type.TEXT, Occurrence.END),
  TRACE_ID("trace_id", Type.TEXT, Occurrence.REQUEST);

  /** The value of the field {@code schema}. */
  public static final int SCHEMA_VERSION = 1;

  private static final Map<String, Field> BY_NAME =
      Stream.of(values()).collect(Collectors.toUnmodifiableMap(Field::text, Function.identity()));

  private final String text;
  private final Type type;

  @SuppressWarnings("ImmutableEnumChecker") // from Set.of
  private final Set<Event> events;

  Field(String text, Type type, Set<Event> events) {
    this.text = text;
    this.type = type;
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
