package dev.drawbridge.cli.report;

import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.cli.verify.ContentSummary;
import dev.drawbridge.cli.verify.LogResult;
import dev.drawbridge.cli.verify.Result;
import java.util.List;
import java.util.Map;

/** For a terminal. */
final class TextReport {

  private final Result result;
  private final StringBuilder text = new StringBuilder();

  TextReport(Result result) {
    this.result = result;
  }

  String text() {
    result.logs().forEach(this::log);
    if (!result.across().isEmpty()) {
      line("All logs together");
      findings(result.across());
      line("");
    }
    line("Checked");
    Wording.checked(result.questions()).forEach(this::fact);
    line("");
    meanings();
    line("%s: %s".formatted(Wording.verdict(result), Wording.totals(result)));
    line(Wording.explanation(result));
    return text.toString();
  }

  private void log(LogResult log) {
    line("Log " + log.report().origin());
    Wording.facts(log).forEach(this::fact);
    log.contents().ifPresent(this::contents);
    findings(log.report().findings());
    more(log.report());
    line("  " + Wording.verdict(log.report()));
    line("");
  }

  private void contents(ContentSummary contents) {
    fact("records", contents.records() + " opened");
    fact("tokens", Wording.tokens(contents));
    Wording.contents(contents).forEach(this::counts);
  }

  private void counts(String topic, Map<String, Long> counts) {
    counts.forEach((name, count) -> fact(topic, "%d %s".formatted(count, name)));
  }

  private void findings(List<Finding> findings) {
    for (Finding finding : findings) {
      line(
          "  %-7s %s at %s: %s"
              .formatted(
                  finding.code().severity(),
                  finding.code(),
                  Wording.place(finding),
                  finding.detail()));
    }
  }

  /** Findings that were only counted. */
  private void more(Report report) {
    for (Code code : Code.values()) {
      long count = report.counts().getOrDefault(code, 0L);
      if (count > Report.MAX_PER_CODE) {
        line("  %-7s %s: %d in all".formatted(code.severity(), code, count));
      }
    }
  }

  private void meanings() {
    if (result.counts().isEmpty()) {
      return;
    }
    line("What was found means");
    for (Code code : result.counts().keySet()) {
      line("  %s: %s".formatted(code, code.meaning()));
      line("    %s".formatted(code.advice()));
    }
    line("");
  }

  private void fact(String topic, String what) {
    line("  %-15s %s".formatted(topic, what));
  }

  private void line(String line) {
    text.append(Printable.line(line)).append('\n');
  }
}
