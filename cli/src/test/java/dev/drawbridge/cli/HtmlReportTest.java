package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.TestRecords;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.verify.Forgery;
import dev.drawbridge.audit.writer.TestLog;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {

  private static final String EVIL = "<script>alert('&')</script>\u001b[2J\u202e";

  @TempDir Path folder;
  private Evidence evidence;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
  }

  private String report(Path log) {
    return Cli.run(
            "audit",
            "verify",
            log,
            "--log-key",
            evidence.logKey,
            "--kek",
            evidence.kek,
            "--as-of",
            "2025-12-01T00:00:00Z",
            "--format",
            "html")
        .out();
  }

  private static Document parsed(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html)));
  }

  private static List<String> texts(Document document, String element) {
    NodeList nodes = document.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void anIntactLog() throws Exception {
    Path log = evidence.copy(Evidence.served(Evidence.ORIGIN).close(), "log");

    String html = report(log);

    assertThat(html).startsWith("<!DOCTYPE html>");
    Golden.assertSame("intact.html", Cli.masked(html, folder));
    assertThat(texts(parsed(html), "h2")).contains("Log " + Evidence.ORIGIN);
  }

  @Test
  void aTamperedLogIsExplained() throws Exception {
    Forgery forgery =
        Forgery.of(Evidence.served(Evidence.ORIGIN).disk.contents(), "segments/00000000.seg");
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;

    Document html = parsed(report(evidence.copy(forgery.files(), "log")));

    assertThat(texts(html, "p")).contains("NOT INTACT");
    assertThat(texts(html, "code")).contains("CHAIN_BROKEN", "CHECKPOINT_MISMATCH");
    assertThat(texts(html, "td"))
        .contains("entry 4, segment 0", "the entry is linked to another one")
        .contains("treat it as tampering: keep all copies and ask who had the disk");
  }

  @Test
  void whatAForgerWritesIntoALogIsTextAndNothingElse() throws Exception {
    TestLog log = TestLog.named(Evidence.ORIGIN);
    log.append(TestRecords.configured(7));
    log.append(TestRecords.denied(7, 226, EVIL));
    String html = report(evidence.copy(log.close(), "log"));

    Document document = parsed(html);

    assertThat(texts(document, "td")).contains("<script>alert('&')</script><U+001B>[2J<U+202E>");
    assertThat(document.getElementsByTagName("script").getLength()).isZero();
    assertThat(html).doesNotContain("<script").doesNotContain("\u001b").doesNotContain("\u202e");
  }

  /** WCAG's measure for small text, level AA: 4.5. */
  @Test
  void itCanBeReadInLightInDarkAndOnPaper() throws Exception {
    Path log = evidence.copy(Evidence.served(Evidence.ORIGIN), "log");
    String css = texts(parsed(report(log)), "style").getFirst();
    Matcher theme = Pattern.compile(":root \\{([^}]*)}").matcher(css);
    int themes = 0;
    for (; theme.find(); themes++) {
      Map<String, Double> light = new HashMap<>();
      Matcher colour = Pattern.compile("--([a-z]+): #([0-9a-f]{6})").matcher(theme.group(1));
      while (colour.find()) {
        light.put(colour.group(1), luminance(Integer.parseInt(colour.group(2), 16)));
      }
      for (String ink : List.of("ink", "quiet", "good", "bad", "warn")) {
        for (String ground : List.of("paper", "shade")) {
          double one = light.getOrDefault(ink, 0.0) + 0.05;
          double other = light.getOrDefault(ground, 0.0) + 0.05;
          assertThat(Math.max(one, other) / Math.min(one, other))
              .as("%s on %s, theme %d", ink, ground, themes)
              .isGreaterThan(4.5);
        }
      }
    }
    assertThat(themes).isEqualTo(3);
  }

  private static double luminance(int rgb) {
    return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
  }

  private static double linear(int value) {
    double part = (value & 0xFF) / 255.0;
    return part <= 0.04045 ? part / 12.92 : Math.pow((part + 0.055) / 1.055, 2.4);
  }

  @Test
  void itLoadsNothingAndRunsNothing() throws Exception {
    Document html = parsed(report(evidence.copy(Evidence.served(Evidence.ORIGIN), "log")));

    NodeList all = html.getElementsByTagName("*");
    for (int i = 0; i < all.getLength(); i++) {
      Element element = (Element) all.item(i);
      assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object", "a");
      assertThat(element.hasAttribute("src") || element.hasAttribute("href")).isFalse();
    }
    assertThat(texts(html, "style").getFirst()).doesNotContain("url(").doesNotContain("@import");
  }
}
