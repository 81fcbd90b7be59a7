package dev.drawbridge.sidecar.record;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.protocol.Operation;
import org.jspecify.annotations.Nullable;

/** What records say of one request, as far as it is known yet. Belongs to one event loop. */
public final class RequestRecord {

  private final ConfigTexts config;
  private final Requester requester;
  private final String trace;
  private final String span;
  private Operation operation = Operation.OTHER;
  private @Nullable String purpose;
  private @Nullable Boolean stream;
  private @Nullable String promptHash;
  private long promptBytes = -1;
  private long promptChars = -1;

  public RequestRecord(ConfigTexts config, Requester requester, TraceIds ids) {
    this.config = config;
    this.requester = requester;
    trace = ids.trace();
    span = ids.span();
  }

  /** The id of the request: that of its trace. */
  public String trace() {
    return trace;
  }

  public String span() {
    return span;
  }

  public void operation(Operation operation) {
    this.operation = operation;
  }

  public void purpose(@Nullable String purpose) {
    this.purpose = purpose;
  }

  public void stream(boolean stream) {
    this.stream = stream;
  }

  /** Text of the request, in code points. */
  public void promptChars(long chars) {
    promptChars = chars;
  }

  /** The body of the request, which is whole. */
  public void prompt(long bytes, String hash) {
    promptBytes = bytes;
    promptHash = hash;
  }

  /** Everything, for the first record of a request. */
  void fill(AuditRecord record, HasherPool hashers) {
    config.fill(record, purpose);
    record.text(Field.SPAN_ID, span);
    requester.fill(record, hashers);
    fillShort(record);
    fillPrompt(record);
  }

  /** What also the last record of a request has, which refers to the first for all else. */
  void fillShort(AuditRecord record) {
    record
        .number(Field.CONFIG_GENERATION, config.generation())
        .text(Field.OP, operation.text())
        .text(Field.TRACE_ID, trace);
  }

  /** The body of the request; in the last record where it was not whole at the first. */
  void fillPrompt(AuditRecord record) {
    if (stream != null) {
      record.flag(Field.STREAM, stream);
    }
    if (promptChars >= 0) {
      record.number(Field.PROMPT_CHARS, promptChars);
    }
    if (promptHash != null) {
      record.number(Field.PROMPT_BYTES, promptBytes).text(Field.PROMPT_HMAC, promptHash);
    }
  }
}
