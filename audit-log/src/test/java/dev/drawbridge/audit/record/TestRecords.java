package dev.drawbridge.audit.record;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.pseudonym.Purpose;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Records as a sidecar writes them, with all that they must say. */
public final class TestRecords {

  public static final String CONSUMER = "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot";
  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  private TestRecords() {}

  public static AuditRecord configured(long generation) {
    return new AuditRecord()
        .begin(Event.CONFIG_APPLIED)
        .text(Field.CONFIG_DIGEST, DIGEST)
        .number(Field.CONFIG_GENERATION, generation)
        .text(Field.POLICY_DIGEST, DIGEST);
  }

  /**
   * A request is let in.
   *
   * @param epoch of the keyed hash of the consumer
   */
  public static AuditRecord accepted(long generation, int epoch) {
    return request(new AuditRecord().begin(Event.INFERENCE_ACCEPTED), generation, epoch)
        .text(Field.DECISION, "allow")
        .number(Field.PROMPT_BYTES, 120);
  }

  public static AuditRecord denied(long generation, int epoch, String rule) {
    return request(new AuditRecord().begin(Event.INFERENCE_DENIED), generation, epoch)
        .text(Field.DECISION, "deny")
        .text(Field.RULE_ID, rule)
        .number(Field.HTTP_STATUS, 403);
  }

  private static AuditRecord request(AuditRecord record, long generation, int epoch) {
    return record
        .text(Field.CLASS, "internal")
        .number(Field.CONFIG_GENERATION, generation)
        .text(Field.CONSUMER_ID, pseudonym(epoch))
        .text(Field.CONSUMER_SPIFFE, CONSUMER)
        .text(Field.MODEL_NAME, "iris")
        .text(Field.MODEL_VERSION, "2026-10-01")
        .text(Field.OP, "chat")
        .text(Field.POLICY_DIGEST, DIGEST)
        .text(Field.TRACE_ID, "00112233445566778899aabbccddeeff");
  }

  public static AuditRecord completed(long accepted, long tokensIn, long tokensOut) {
    return new AuditRecord()
        .beginCompletion(accepted)
        .text(Field.MODEL_NAME, "iris")
        .text(Field.MODEL_VERSION, "2026-10-01")
        .text(Field.OUTCOME, "ok")
        .number(Field.HTTP_STATUS, 200)
        .number(Field.LAT_TOTAL_US, 12_345)
        .number(Field.TOKENS_IN, tokensIn)
        .number(Field.TOKENS_OUT, tokensOut)
        .text(Field.TOKENS_SOURCE, "model");
  }

  private static String pseudonym(int epoch) {
    try {
      return Pseudonyms.of(_ -> new byte[32], epoch).ofText(Purpose.CONSUMER, CONSUMER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
