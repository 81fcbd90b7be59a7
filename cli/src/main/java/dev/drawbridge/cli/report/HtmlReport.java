package dev.drawbridge.cli.report;

import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Code.Severity;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.cli.verify.ContentSummary;
import dev.drawbridge.cli.verify.LogResult;
import dev.drawbridge.cli.verify.Result;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** One page that stands alone: to print, to file, to hand to somebody who knows nothing of us. */
final class HtmlReport {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";
  private static final List<String> PROVES =
      List.of(
          "No entry was changed, inserted, deleted or put in another order since the log signed it.",
          "The log is not shorter than its last checkpoint, or than what a witness has seen.",
          "Each accepted request has its end, or the log says that it crashed or was closed before.",
          "The clock of the log moved only where the log says so, and agrees with the witnesses.");
  private static final List<String> DOES_NOT_PROVE =
      List.of(
          "That what was recorded is true. A recorder that lies leaves a log that is in order.",
          "That a request that never reached the recorder did not happen.",
          "Anything of the last second, which no checkpoint covers yet.",
          "Anything against whoever operates the log, where no witness out of reach was asked.");

  private final Result result;
  private final Html html = new Html();

  private HtmlReport(Result result) {
    this.result = result;
  }

  static String of(Result result) {
    HtmlReport report = new HtmlReport(result);
    report.html.in("html", Map.of("lang", "en"), report::page);
    return report.html.toString();
  }

  private void page() {
    html.in(
        "head",
        () -> {
          html.empty("meta", Map.of("charset", "utf-8"));
          html.empty("meta", Map.of("http-equiv", "Content-Security-Policy", "content", POLICY));
          html.empty(
              "meta", Map.of("name", "viewport", "content", "width=device-width, initial-scale=1"));
          html.text("title", "Audit log verification");
          html.style(css());
        });
    html.in("body", this::body);
  }

  private static String css() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(css).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void body() {
    html.text("h1", "Audit log verification");
    html.text("p", Map.of("class", "quiet"), "By " + Software.NAME_AND_VERSION);
    verdict(result.intact());
    html.text("p", Wording.totals(result) + ". " + Wording.explanation(result));
    html.text("h2", "What was checked");
    html.in("table", () -> Wording.checked(result.questions()).forEach(html::row));
    if (!result.across().isEmpty()) {
      html.text("h2", "All logs together");
      findings(result.across());
    }
    result.logs().forEach(this::log);
    meanings();
    list("What an intact log proves", PROVES);
    list("What it does not prove", DOES_NOT_PROVE);
  }

  private void verdict(boolean intact) {
    html.text(
        "p",
        Map.of("class", intact ? "verdict good" : "verdict bad"),
        intact ? "INTACT" : "NOT INTACT");
  }

  private void log(LogResult log) {
    html.text("h2", "Log " + log.report().origin());
    html.text(
        "p",
        Map.of("class", log.report().intact() ? "good" : "bad"),
        Wording.verdict(log.report()));
    html.in("table", () -> Wording.facts(log).forEach(html::row));
    log.contents().ifPresent(this::contents);
    html.text("h3", "Findings");
    findings(log.report().findings());
  }

  private void contents(ContentSummary contents) {
    html.text("h3", "What the records say");
    html.in(
        "table",
        () -> {
          html.row("records", contents.records() + " opened");
          html.row("tokens", Wording.tokens(contents));
        });
    Wording.contents(contents).forEach(this::counts);
  }

  private void counts(String topic, Map<String, Long> counts) {
    html.in(
        "table",
        () -> {
          html.head(List.of(topic, "number"));
          counts.forEach(this::count);
        });
  }

  private void count(String name, long count) {
    html.in(
        "tr",
        () -> {
          html.text("td", name);
          html.text("td", Map.of("class", "number"), String.valueOf(count));
        });
  }

  private void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      html.text("p", "None.");
      return;
    }
    html.in(
        "table",
        () -> {
          html.head(List.of("severity", "code", "place", "what exactly"));
          findings.forEach(this::finding);
        });
  }

  private void finding(Finding finding) {
    html.in(
        "tr",
        () -> {
          severity(finding.code().severity());
          html.in("td", () -> html.text("code", finding.code().name()));
          html.text("td", Wording.place(finding));
          html.text("td", finding.detail());
        });
  }

  private void severity(Severity severity) {
    String style = severity == Severity.ERROR ? "bad" : "warn";
    html.text("td", Map.of("class", style), severity.name().toLowerCase(Locale.ROOT));
  }

  private void meanings() {
    if (result.counts().isEmpty()) {
      return;
    }
    html.text("h2", "What the findings mean");
    html.text(
        "p",
        "An error is evidence of damage or tampering. A warning is something that somebody should"
            + " be able to explain. Of each code, a log's first hundred findings are listed.");
    html.in(
        "table",
        () -> {
          html.head(List.of("severity", "code", "number", "meaning", "what to do"));
          result.counts().forEach(this::meaning);
        });
  }

  private void meaning(Code code, long count) {
    html.in(
        "tr",
        () -> {
          severity(code.severity());
          html.in("td", () -> html.text("code", code.name()));
          html.text("td", Map.of("class", "number"), String.valueOf(count));
          html.text("td", code.meaning());
          html.text("td", code.advice());
        });
  }

  private void list(String title, List<String> sentences) {
    html.text("h2", title);
    html.in("ul", () -> sentences.forEach(sentence -> html.text("li", sentence)));
  }
}
