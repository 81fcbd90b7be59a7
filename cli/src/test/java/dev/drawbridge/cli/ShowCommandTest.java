package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drawbridge.audit.record.TestRecords;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShowCommandTest {

  @TempDir Path folder;
  private Evidence evidence;
  private Path copy;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    copy = evidence.copy(Evidence.served(Evidence.ORIGIN), "log");
  }

  @Test
  void showListsWhatStandsInTheClear() throws Exception {
    Golden.assertSame("show-sealed.txt", Cli.run("audit", "show", copy).out());
  }

  @Test
  void showOpensRecordsWithTheKey() throws Exception {
    Golden.assertSame(
        "show.jsonl",
        Cli.run("audit", "show", copy, "--kek", evidence.kek, "--format", "json").out());
  }

  @Test
  void showTakesStretchesByIndexAndTimeAndEvent() {
    assertThat(Cli.run("audit", "show", copy, "--from", 2, "--to", 3).out().lines())
        .extracting(line -> line.substring(0, 1))
        .containsExactly("2", "3");
    assertThat(Cli.run("audit", "show", copy, "--from", "2025-11-24T16:00:00.008Z").out().lines())
        .extracting(line -> line.substring(0, 1))
        .containsExactly("8");
    assertThat(Cli.run("audit", "show", copy, "--event", "inference.denied").out().lines())
        .singleElement()
        .asString()
        .contains("inference.denied");
    assertThat(Cli.run("audit", "show", copy, "--seq", 3).out().lines())
        .singleElement()
        .asString()
        .isEqualTo("3  2025-11-24T16:00:00.003Z  inference.completed of 2");
  }

  @Test
  void showSaysWhereALogCannotBeReadAnyMore() throws Exception {
    Path segment = copy.resolve("segments/00000000.seg");
    byte[] bytes = Files.readAllBytes(segment);
    bytes[2500] ^= 1;
    Files.write(segment, bytes);

    Answer answer = Cli.run("audit", "show", copy);

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.out()).startsWith("0  2025").doesNotContain("inference.denied");
    assertThat(answer.err()).contains("segments/00000000.seg cannot be read from byte");
  }

  /** C1 control characters drive terminals too, and stand in JSON as they are. */
  @Test
  void jsonHasNoCharacterThatDrivesATerminalAndSaysTheSame() throws Exception {
    TestLog log = Evidence.served(Evidence.SECOND);
    String name = "a\u009b2Jb\u202ec\ud83d\udd12\ufeff\u00fc";
    log.append(TestRecords.denied(7, 226, name));
    Path hostile = evidence.copy(log.close(), "hostile");

    String json =
        Cli.run("audit", "show", hostile, "--kek", evidence.kek, "--format", "json").out();
    String report =
        Cli.run(
                "audit",
                "verify",
                hostile,
                "--log-key",
                evidence.logKey,
                "--kek",
                evidence.kek,
                "--format",
                "json")
            .out();

    for (String text : List.of(json, report)) {
      assertThat(text)
          .doesNotContain("\u009b", "\u202e", "\ufeff")
          .contains("a\\u009b2Jb\\u202ec\ud83d\udd12\\ufeff\u00fc");
    }
    assertThat(json.lines().filter(line -> line.contains("202e")).findFirst().orElseThrow())
        .satisfies(line -> assertThat(ruleOf(line)).isEqualTo(name));
  }

  private static String ruleOf(String line) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(line)) {
      while (json.nextToken() != null) {
        if ("rule_id".equals(json.currentName()) && json.currentToken() == JsonToken.VALUE_STRING) {
          return json.getText();
        }
      }
    }
    throw new AssertionError("no rule");
  }

  /** A log of most of a year. */
  private Path underThreeKeys(Path keys) throws Exception {
    Files.createDirectory(keys);
    TestLog log = Evidence.served(Evidence.SECOND);
    Files.write(keys.resolve("kek"), new byte[32]);
    for (int span = 227; span < 229; span++) {
      byte[] secret = new byte[32];
      secret[0] = (byte) span;
      Files.write(keys.resolve("kek-" + span), secret);
      log.rotate(new FileKeyEncryptionKey(secret));
      Evidence.request(log);
    }
    return evidence.copy(log.close(), "year");
  }

  @Test
  void aFolderOfKeysOpensALogUnderSeveral() throws Exception {
    Path keys = folder.resolve("keks");
    Path year = underThreeKeys(keys);

    Answer shown = Cli.run("audit", "show", year, "--kek", keys);
    Answer verified = Cli.run("audit", "verify", year, "--log-key", evidence.logKey, "--kek", keys);

    assertThat(shown.err()).isEmpty();
    assertThat(shown.out().lines()).allMatch(line -> line.contains("{"));
    assertThat(shown.out().lines().filter(line -> line.contains("\"key.purpose\":\"kek\"")))
        .hasSize(2);
    assertThat(verified.code()).isZero();
    assertThat(verified.out()).contains("0 warnings");
    Files.delete(keys.resolve("kek-227"));
    assertThat(Cli.run("audit", "show", year, "--kek", keys).err())
        .contains("records could not be opened");
    assertThat(Cli.run("audit", "verify", year, "--log-key", evidence.logKey, "--kek", keys).out())
        .contains("KEY_MISSING", ", in use in span 226");
  }

  @Test
  void showWithTheWrongKeySaysSo() throws Exception {
    byte[] wrong = new byte[32];
    wrong[0] = 1;
    Path key = Files.write(folder.resolve("wrong"), wrong);

    Answer answer = Cli.run("audit", "show", copy, "--kek", key);

    assertThat(answer.err()).contains("9 records could not be opened");
    assertThat(answer.out()).doesNotContain("{");
  }
}
