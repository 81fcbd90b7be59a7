package dev.drawbridge.operator.control.audit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.api.v1alpha1.AuditDurability;
import dev.drawbridge.api.v1alpha1.AuditUnavailable;
import dev.drawbridge.api.v1alpha1.LegalBasis;
import dev.drawbridge.api.v1alpha1.ServerProtocol;
import dev.drawbridge.api.v1alpha1.TlsVersion;
import dev.drawbridge.operator.plan.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a door is configured by: {@code sidecar.json}, version 1. Members are written in the order
 * in which they stand here, so the same content has the same bytes and the same digest.
 *
 * @param generation of the ModelDeployment's spec when it was admitted
 */
public record SidecarDocument(
    int version,
    long generation,
    Origin origin,
    ServedModel model,
    Policy policy,
    ServerProtocol protocol,
    Upstream upstream,
    Trusted trust,
    Tls tls,
    List<Caller> consumers,
    Limits limits,
    Recording audit) {

  static final int VERSION = 1;

  private static final int SHORT = 12;

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /** For people too, and the same on every machine. */
  private static final ObjectWriter LINES =
      JSON.writer(
          new DefaultPrettyPrinter()
              .withSeparators(
                  Separators.createDefaultInstance()
                      .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  /** With the pod's uid the name of its log. */
  record Origin(String cluster, String namespace, String deployment) {}

  /**
   * What is served.
   *
   * @param uid of the ModelDeployment
   */
  record ServedModel(String uid, String name, String version, String digest) {}

  /** On which grounds; goes into every record. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Policy(
      @JsonProperty("class") String classification,
      @Nullable String purpose,
      @Nullable LegalBasis legalBasis,
      String decision,
      String digest,
      String retentionClass) {}

  /** The model on loopback. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Upstream(int port, @Nullable String readinessPath) {}

  /** Whom certificates may name. */
  record Trusted(String domain, String collector) {}

  record Tls(TlsVersion minimumVersion) {}

  /** Who may call. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Caller(
      String name,
      String namespace,
      String spiffe,
      List<String> purposes,
      @Nullable Integer requestsPerMinute,
      @Nullable Integer tokensPerMinute,
      @Nullable Integer concurrentRequests) {}

  /** What requests and connections may take at most. */
  record Limits(
      long bodyBytes,
      int headerBytes,
      int headerTimeoutSeconds,
      int bodyTimeoutSeconds,
      int idleTimeoutSeconds,
      int modelTimeoutSeconds,
      int writeStallSeconds,
      int connectionMaxAgeSeconds,
      int connections,
      int concurrentRequests,
      int drainSeconds) {

    static final Limits USUAL =
        new Limits(4L << 20, 16 << 10, 10, 30, 60, 300, 30, 3600, 2000, 256, 30);
  }

  /** How records are kept. */
  record Recording(AuditDurability durability, AuditUnavailable onUnavailable, long quotaBytes) {

    static final long QUOTA_BYTES = 512L << 20;

    /** A log that promises a record of every answer lets none go without, whatever is asked now. */
    private Recording with(AuditUnavailable other) {
      return new Recording(
          durability,
          durability == AuditDurability.STRICT ? AuditUnavailable.DENY : other,
          quotaBytes);
    }
  }

  /**
   * What a pod was started for. A door that took it from a newer version would record lies, or does
   * not take it at all: its log is opened once.
   */
  private record Structure(
      Origin origin,
      ServedModel model,
      ServerProtocol protocol,
      Upstream upstream,
      AuditDurability durability,
      long quotaBytes) {}

  String toJson() {
    return written(this) + "\n";
  }

  private static String written(Object content) {
    try {
      return LINES.writeValueAsString(content);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a configuration must have a JSON form", e);
    }
  }

  static String digestOf(String json) {
    return "sha256:" + Sha256.hex(json.getBytes(StandardCharsets.UTF_8));
  }

  /** A short name for what pods that go by it have in common. */
  String structure() {
    return shortened(
        digestOf(
            written(
                new Structure(
                    origin, model, protocol, upstream, audit.durability(), audit.quotaBytes()))));
  }

  static String shortened(String digest) {
    return digest.substring(digest.indexOf(':') + 1).substring(0, SHORT);
  }

  /** All as here, but for what a pod of the version before was started for. */
  SidecarDocument withStructureOf(SidecarDocument before) {
    return new SidecarDocument(
        version,
        generation,
        before.origin,
        before.model,
        policy,
        before.protocol,
        before.upstream,
        trust,
        tls,
        consumers,
        limits,
        before.audit.with(audit.onUnavailable()));
  }

  /** Empty when the text is not such a document, or lacks a part of it. */
  static Optional<SidecarDocument> read(@Nullable String json) {
    try {
      return json == null
          ? Optional.empty()
          : Optional.ofNullable(JSON.readValue(json, SidecarDocument.class))
              .filter(SidecarDocument::isWhole);
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private boolean isWhole() {
    return Stream.of(
            origin, model, policy, protocol, upstream, trust, tls, consumers, limits, audit)
        .allMatch(Objects::nonNull);
  }
}
