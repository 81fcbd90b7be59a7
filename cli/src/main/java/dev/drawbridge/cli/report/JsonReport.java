package dev.drawbridge.cli.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.verify.Activity;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.KeyUse;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.cli.verify.ContentSummary;
import dev.drawbridge.cli.verify.LogResult;
import dev.drawbridge.cli.verify.Questions;
import dev.drawbridge.cli.verify.Result;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * For programs: docs/reference/audit-report.md describes every member, and is compared by a test.
 */
final class JsonReport {

  /** Changes when a member is removed or means something else. */
  private static final int SCHEMA = 1;

  private final JsonGenerator json;

  private JsonReport(JsonGenerator json) {
    this.json = json;
  }

  static String of(Result result) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = new JsonFactory().createGenerator(text)) {
      generator.useDefaultPrettyPrinter();
      new JsonReport(generator).result(result);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Printable.json(text + "\n");
  }

  private void result(Result result) throws IOException {
    json.writeStartObject();
    json.writeNumberField("schema", SCHEMA);
    json.writeStringField("software", Software.NAME_AND_VERSION);
    json.writeBooleanField("intact", result.intact());
    checked(result.questions());
    json.writeArrayFieldStart("logs");
    for (LogResult log : result.logs()) {
      log(log);
    }
    json.writeEndArray();
    findings("acrossLogs", result.across());
    json.writeEndObject();
  }

  private void checked(Questions questions) throws IOException {
    json.writeObjectFieldStart("checked");
    json.writeStringField("asOf", questions.asOf().toString());
    json.writeArrayFieldStart("witnesses");
    for (VerifierKey witness : questions.witnesses().keys()) {
      json.writeString(witness.name());
    }
    json.writeEndArray();
    json.writeNumberField("quorum", questions.witnesses().quorum());
    json.writeNumberField("witnessNotes", questions.notes().all().size());
    json.writeBooleanField("recordsOpened", questions.opensRecords());
    if (questions.retention().isPresent()) {
      json.writeNumberField("retentionDays", questions.retention().get().toDays());
    } else {
      json.writeNullField("retentionDays");
    }
    json.writeEndObject();
  }

  private void log(LogResult log) throws IOException {
    Report report = log.report();
    json.writeStartObject();
    json.writeStringField("folder", log.folder().toString());
    json.writeStringField("origin", report.origin());
    json.writeBooleanField("intact", report.intact());
    json.writeNumberField("segments", report.segments());
    json.writeNumberField("entries", report.entries());
    json.writeNumberField("checkpoints", report.checkpoints());
    json.writeNumberField("signedEntries", report.signedEntries());
    json.writeNumberField("witnessedEntries", report.witnessedEntries());
    json.writeStringField("root", report.root());
    activity(report.activity());
    keys(report.keys());
    contents(log.contents());
    json.writeObjectFieldStart("counts");
    for (Code code : Code.values()) {
      if (report.counts().containsKey(code)) {
        json.writeNumberField(code.name(), report.counts().getOrDefault(code, 0L));
      }
    }
    json.writeEndObject();
    findings("findings", report.findings());
    json.writeEndObject();
  }

  private void activity(Activity activity) throws IOException {
    time("first", activity.first());
    time("last", activity.last());
    json.writeObjectFieldStart("events");
    for (Event event : Event.values()) {
      json.writeNumberField(event.text(), activity.count(event));
    }
    json.writeEndObject();
    json.writeNumberField("openRequests", activity.openRequests());
  }

  private void time(String name, Optional<Instant> time) throws IOException {
    if (time.isPresent()) {
      json.writeStringField(name, time.get().toString());
    } else {
      json.writeNullField(name);
    }
  }

  private void keys(List<KeyUse> keys) throws IOException {
    json.writeArrayFieldStart("keys");
    for (KeyUse key : keys) {
      json.writeStartObject();
      json.writeStringField("kid", key.kid());
      json.writeStringField("first", time(key.firstMicros()));
      json.writeStringField("last", time(key.lastMicros()));
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static String time(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }

  private void contents(Optional<ContentSummary> summary) throws IOException {
    if (summary.isEmpty()) {
      json.writeNullField("contents");
      return;
    }
    ContentSummary contents = summary.get();
    json.writeObjectFieldStart("contents");
    json.writeNumberField("records", contents.records());
    counts("models", contents.models());
    counts("consumers", contents.consumers());
    counts("denials", contents.denials());
    counts("outcomes", contents.outcomes());
    counts("gaps", contents.gaps());
    json.writeNumberField("tokensIn", contents.tokensIn());
    json.writeNumberField("tokensOut", contents.tokensOut());
    json.writeNumberField("estimatedAnswers", contents.estimated());
    json.writeEndObject();
  }

  private void counts(String name, Map<String, Long> counts) throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }

  private void findings(String name, List<Finding> findings) throws IOException {
    json.writeArrayFieldStart(name);
    for (Finding finding : findings) {
      json.writeStartObject();
      json.writeStringField("code", finding.code().name());
      json.writeStringField("severity", finding.code().severity().name().toLowerCase(Locale.ROOT));
      json.writeNumberField("segment", finding.segment());
      json.writeNumberField("index", finding.index());
      json.writeStringField("detail", finding.detail());
      json.writeStringField("meaning", finding.code().meaning());
      json.writeStringField("advice", finding.code().advice());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
