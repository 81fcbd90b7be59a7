package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;

/** The two records of an ordinary request, with the fields that the sidecar sets. */
final class Samples {

  private static final String PSEUDONYM = "hmac-sha256:prompt-226-0a1b2c3d:" + "5e".repeat(32);
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private Samples() {}

  static AuditRecord accepted(AuditRecord record) {
    return record
        .begin(Event.INFERENCE_ACCEPTED)
        .text(Field.CLASS, "confidential")
        .number(Field.CONFIG_GENERATION, 7)
        .text(Field.CONSUMER_CERT_SERIAL, "4f1c9be2a7d04e11")
        .text(Field.CONSUMER_CERT_SHA256, "cd".repeat(32))
        .text(Field.CONSUMER_ID, PSEUDONYM)
        .text(Field.CONSUMER_SPIFFE, "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot")
        .text(Field.DECISION, "allow")
        .text(Field.MODEL_DIGEST, DIGEST)
        .text(Field.MODEL_NAME, "mistral")
        .text(Field.MODEL_VERSION, "2026-10-01")
        .text(Field.OP, "chat")
        .text(Field.POLICY_DIGEST, DIGEST)
        .number(Field.PROMPT_BYTES, 1024)
        .number(Field.PROMPT_CHARS, 910)
        .text(Field.PROMPT_HMAC, PSEUDONYM)
        .text(Field.PURPOSE, "support")
        .text(Field.RETENTION_CLASS, "confidential")
        .flag(Field.STREAM, false)
        .text(Field.TRACE_ID, "00112233445566778899aabbccddeeff");
  }

  static AuditRecord completed(AuditRecord record, long accepted) {
    return record
        .beginCompletion(accepted)
        .text(Field.FINISH_REASON, "stop")
        .number(Field.HTTP_STATUS, 200)
        .number(Field.LAT_SIDECAR_US, 310)
        .number(Field.LAT_TOTAL_US, 12_345)
        .number(Field.LAT_TTFT_US, 11_022)
        .number(Field.LAT_UPSTREAM_US, 12_035)
        .text(Field.OUTCOME, "ok")
        .number(Field.RESP_BYTES, 1024)
        .text(Field.RESP_HMAC, PSEUDONYM)
        .number(Field.TOKENS_IN, 240)
        .number(Field.TOKENS_OUT, 180)
        .text(Field.TOKENS_SOURCE, "model");
  }
}
