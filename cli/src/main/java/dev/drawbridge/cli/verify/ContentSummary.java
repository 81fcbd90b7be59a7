package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.verify.RecordListener;
import java.util.Map;

/** What the records of a log say, summed up as they come. */
public final class ContentSummary implements RecordListener {

  private final Tally models = new Tally();
  private final Tally consumers = new Tally();
  private final Tally denials = new Tally();
  private final Tally outcomes = new Tally();
  private final Tally gaps = new Tally();
  private long records;
  private long tokensIn;
  private long tokensOut;
  private long estimated;

  @Override
  public void record(Entry entry, Event event, Map<Field, Object> record) {
    records++;
    switch (event) {
      case INFERENCE_ACCEPTED -> request(record);
      case INFERENCE_DENIED -> {
        request(record);
        denials.add(text(record, Field.RULE_ID));
      }
      case INFERENCE_COMPLETED -> completed(record);
      case AUDIT_GAP -> gaps.add(text(record, Field.GAP_REASON));
      case CONFIG_APPLIED, KEY_ROTATED, LOG_OPEN, LOG_CLOSE, CLOCK_STEP, HEARTBEAT -> {}
    }
  }

  private void request(Map<Field, Object> record) {
    models.add(text(record, Field.MODEL_NAME));
    consumers.add(text(record, Field.CONSUMER_SPIFFE));
  }

  private void completed(Map<Field, Object> record) {
    outcomes.add(text(record, Field.OUTCOME));
    tokensIn += number(record, Field.TOKENS_IN);
    tokensOut += number(record, Field.TOKENS_OUT);
    if ("estimated".equals(record.get(Field.TOKENS_SOURCE))) {
      estimated++;
    }
  }

  private static String text(Map<Field, Object> record, Field field) {
    return record.get(field) instanceof String text ? text : "(not said)";
  }

  private static long number(Map<Field, Object> record, Field field) {
    return record.get(field) instanceof Long number ? number : 0;
  }

  /** Records that could be opened. */
  public long records() {
    return records;
  }

  /** Requests by name of the model, refused ones included. */
  public Map<String, Long> models() {
    return models.counts();
  }

  /** Requests by SPIFFE id of the consumer, refused ones included. */
  public Map<String, Long> consumers() {
    return consumers.counts();
  }

  /** Refused requests by id of the rule. */
  public Map<String, Long> denials() {
    return denials.counts();
  }

  /** Ended requests by how they ended. */
  public Map<String, Long> outcomes() {
    return outcomes.counts();
  }

  /** Gaps by reason. */
  public Map<String, Long> gaps() {
    return gaps.counts();
  }

  /** Tokens of all requests. */
  public long tokensIn() {
    return tokensIn;
  }

  /** Tokens of all answers. */
  public long tokensOut() {
    return tokensOut;
  }

  /** Answers whose tokens the sidecar estimated. */
  public long estimated() {
    return estimated;
  }
}
