package dev.drawbridge.cli.report;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.verify.Activity;
import dev.drawbridge.audit.verify.Code.Severity;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.cli.verify.ContentSummary;
import dev.drawbridge.cli.verify.LogResult;
import dev.drawbridge.cli.verify.Questions;
import dev.drawbridge.cli.verify.Result;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The sentences that the reports for people share. */
final class Wording {

  private Wording() {}

  static String verdict(Result result) {
    return result.intact() ? "INTACT" : "NOT INTACT";
  }

  static String verdict(Report report) {
    return report.intact() ? "INTACT" : "NOT INTACT";
  }

  /** What the verdict means. */
  static String explanation(Result result) {
    return result.intact()
        ? "Nothing speaks of damage or tampering, as far as it was checked."
        : "There is evidence of damage or tampering. Keep all copies as they are.";
  }

  static String totals(Result result) {
    return "%s in %s, %s"
        .formatted(
            count(result.count(Severity.ERROR), "error"),
            count(result.logs().size(), "log"),
            count(result.count(Severity.WARNING), "warning"));
  }

  static String count(long number, String what) {
    return "%d %s%s".formatted(number, what, number == 1 ? "" : "s");
  }

  /** What was checked and what not, by topic. */
  static Map<String, String> checked(Questions questions) {
    Map<String, String> checked = new LinkedHashMap<>();
    checked.put("signatures", "against the keys given with --log-key");
    checked.put("witnesses", witnesses(questions));
    checked.put("records", records(questions));
    checked.put(
        "retention",
        questions
            .retention()
            .map(time -> "nothing older than %d days may be there".formatted(time.toDays()))
            .orElse("not checked: --retention-days was not given"));
    checked.put("as of", questions.asOf().toString());
    return checked;
  }

  private static String witnesses(Questions questions) {
    if (questions.witnesses().keys().isEmpty()) {
      return "none: a cut or a forgery by whoever holds the log's keys would not be found";
    }
    String names =
        questions.witnesses().keys().stream()
            .map(VerifierKey::name)
            .collect(Collectors.joining(", "));
    return "%d of %s; %s"
        .formatted(
            questions.witnesses().quorum(),
            names,
            questions.notes().all().isEmpty()
                ? "only what the log shows of them: ask them for their own notes"
                : count(questions.notes().all().size(), "note") + " of their own");
  }

  private static String records(Questions questions) {
    return questions.opensRecords()
        ? "opened with %s, and held against the rules for them"
            .formatted(count(questions.recordKeys().size(), "key"))
        : "sealed: what they say was not checked, --kek was not given";
  }

  /** The facts about a log, by topic. */
  static Map<String, String> facts(LogResult log) {
    Report report = log.report();
    Activity activity = report.activity();
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("folder", log.folder().toString());
    facts.put(
        "entries", "%d in %s".formatted(report.entries(), count(report.segments(), "segment")));
    facts.put(
        "time",
        activity.first().isEmpty()
            ? "none"
            : "%s to %s".formatted(activity.first().get(), activity.last().orElseThrow()));
    facts.put("signed", "%d by the log".formatted(report.signedEntries()));
    facts.put(
        "witnessed",
        "%d by enough of the witnesses whose keys were given".formatted(report.witnessedEntries()));
    facts.put(
        "requests",
        "%d accepted, %d completed, %d denied, %d without an end yet"
            .formatted(
                activity.count(Event.INFERENCE_ACCEPTED),
                activity.count(Event.INFERENCE_COMPLETED),
                activity.count(Event.INFERENCE_DENIED),
                activity.openRequests()));
    facts.put("gaps", String.valueOf(activity.count(Event.AUDIT_GAP)));
    facts.put("root", report.root());
    return facts;
  }

  /** What the records of a log say, by topic. */
  static Map<String, Map<String, Long>> contents(ContentSummary contents) {
    Map<String, Map<String, Long>> topics = new LinkedHashMap<>();
    topics.put("model", contents.models());
    topics.put("consumer", contents.consumers());
    topics.put("denied by rule", contents.denials());
    topics.put("outcome", contents.outcomes());
    topics.put("gap", contents.gaps());
    topics.values().removeIf(Map::isEmpty);
    return topics;
  }

  static String tokens(ContentSummary contents) {
    return "%d in, %d out; estimated for %s"
        .formatted(
            contents.tokensIn(), contents.tokensOut(), count(contents.estimated(), "answer"));
  }

  static String place(Finding finding) {
    return finding.segment() < 0
        ? "entry %d".formatted(finding.index())
        : "entry %d, segment %d".formatted(finding.index(), finding.segment());
  }
}
