package dev.drawbridge.sidecar.record;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.tls.ClientCertificate;

/** Turns what happened into records and hands them to the log. One thread each. */
public final class RecordWriter {

  private static final long NANOS_PER_MICRO = 1000;

  private final AuditLog log;
  private final HasherPool hashers;
  private final AuditRecord record = new AuditRecord();

  public RecordWriter(AuditLog log, HasherPool hashers) {
    this.log = log;
    this.hashers = hashers;
  }

  /** A request may go to the model as soon as the receipt hears that this is durable. */
  public Admission accepted(RequestRecord request, Receipt receipt) {
    record.begin(Event.INFERENCE_ACCEPTED).text(Field.DECISION, "allow");
    request.fill(record, hashers);
    return log.append(record, receipt);
  }

  /**
   * That request ended.
   *
   * @param accepted index of its first record
   * @param late whether the body of the request was not whole at the first record
   */
  public Admission completed(
      RequestRecord request, long accepted, boolean late, Completion completion, Receipt receipt) {
    record.beginCompletion(accepted);
    request.fillShort(record);
    if (late) {
      request.fillPrompt(record);
    }
    fill(completion);
    fill(completion.answer());
    fillTokens(completion);
    Completion.Latencies latencies = completion.latencies();
    number(Field.LAT_TOTAL_US, latencies.total() / NANOS_PER_MICRO);
    number(Field.LAT_UPSTREAM_US, latencies.model() / NANOS_PER_MICRO);
    number(Field.LAT_SIDECAR_US, (latencies.total() - latencies.model()) / NANOS_PER_MICRO);
    if (latencies.firstText() >= 0) {
      number(Field.LAT_TTFT_US, latencies.firstText() / NANOS_PER_MICRO);
    }
    return log.append(record, receipt);
  }

  private void fill(Completion completion) {
    record.text(Field.OUTCOME, completion.end().outcome());
    String by = completion.end().abortBy();
    if (by != null) {
      record.text(Field.ABORT_BY, by);
    }
    Rule rule = completion.rule();
    if (rule != null) {
      record.text(Field.RULE_ID, rule.id());
    }
    String reason = completion.finishReason();
    if (reason != null) {
      record.text(Field.FINISH_REASON, reason);
    }
  }

  private void fill(Completion.Answer answer) {
    if (answer.httpStatus() > 0) {
      number(Field.HTTP_STATUS, answer.httpStatus());
    }
    if (answer.grpcStatus() >= 0) {
      number(Field.GRPC_STATUS, answer.grpcStatus());
    }
    number(Field.RESP_BYTES, answer.bytes());
    String hash = answer.hash();
    if (hash != null) {
      record.text(Field.RESP_HMAC, hash);
    }
  }

  private void fillTokens(Completion completion) {
    record.text(Field.TOKENS_SOURCE, completion.tokens().source().text());
    switch (completion.tokens().source()) {
      case MODEL, ESTIMATED -> {
        number(Field.TOKENS_IN, completion.tokens().in());
        number(Field.TOKENS_OUT, completion.tokens().out());
        completion.tokens().cached().ifPresent(cached -> number(Field.TOKENS_CACHED, cached));
      }
      case NONE -> {}
    }
  }

  /** What a model says of itself may be any number. */
  private void number(Field field, long value) {
    record.number(field, Math.clamp(value, 0, (1L << 53) - 1));
  }

  /**
   * A request was refused.
   *
   * @param grpcStatus -1 if it is no gRPC
   */
  public Admission denied(
      RequestRecord request, Rule rule, int httpStatus, int grpcStatus, Receipt receipt) {
    record
        .begin(Event.INFERENCE_DENIED)
        .text(Field.DECISION, "deny")
        .text(Field.RULE_ID, rule.id());
    number(Field.HTTP_STATUS, httpStatus);
    if (grpcStatus >= 0) {
      number(Field.GRPC_STATUS, grpcStatus);
    }
    request.fill(record, hashers);
    return log.append(record, receipt);
  }

  /** A peer was refused before it could ask, by the certificate that it showed. */
  public Admission denied(
      SidecarConfig config, ClientCertificate certificate, Rule rule, Receipt receipt) {
    record
        .begin(Event.INFERENCE_DENIED)
        .text(Field.DECISION, "deny")
        .text(Field.RULE_ID, rule.id())
        .text(Field.CONSUMER_CERT_SERIAL, certificate.serial())
        .text(Field.CONSUMER_CERT_SHA256, certificate.sha256())
        .text(Field.CLASS, config.policy().dataClass())
        .text(Field.POLICY_DIGEST, config.policy().digest());
    number(Field.CONFIG_GENERATION, config.generation());
    return log.append(record, receipt);
  }

  /** A configuration is in force from here on. */
  public Admission configApplied(SidecarConfig config, Receipt receipt) {
    record
        .begin(Event.CONFIG_APPLIED)
        .text(Field.CONFIG_DIGEST, config.digest())
        .text(Field.POLICY_DIGEST, config.policy().digest());
    number(Field.CONFIG_GENERATION, config.generation());
    return log.append(record, receipt);
  }

  /** Keyed hashes are made with other keys from here on. */
  public Admission keyRotated(String purpose, String from, String to, Receipt receipt) {
    record
        .begin(Event.KEY_ROTATED)
        .text(Field.KEY_PURPOSE, purpose)
        .text(Field.KEY_PREVIOUS_KID, from)
        .text(Field.KEY_KID, to);
    return log.append(record, receipt);
  }
}
