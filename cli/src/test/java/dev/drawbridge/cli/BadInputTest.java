package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal names the argument or the file, the reason, and the way out. */
class BadInputTest {

  @TempDir Path folder;
  private Evidence evidence;
  private Path log;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = evidence.copy(Evidence.served(Evidence.ORIGIN), "log");
  }

  private void assertRefused(int code, String message, Object... arguments) {
    Answer answer = Cli.run(arguments);

    assertThat(answer.err()).contains(message);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.out()).isEmpty();
  }

  private void assertVerifyRefused(int code, String message, Object... more) {
    Object[] arguments = new Object[more.length + 5];
    System.arraycopy(
        new Object[] {"audit", "verify", log, "--log-key", evidence.logKey}, 0, arguments, 0, 5);
    System.arraycopy(more, 0, arguments, 5, more.length);
    assertRefused(code, message, arguments);
  }

  @Test
  void noCommandAtAll() {
    assertRefused(2, "Usage: kubectl drawbridge");
    assertRefused(2, "Usage: kubectl drawbridge audit", "audit");
  }

  @Test
  void argumentsThatAreMissingOrUnknown() {
    assertRefused(2, "--log-key", "audit", "verify", log);
    assertRefused(
        2, "See: kubectl drawbridge audit verify --help", "audit", "verify", "--log-key", "k");
    assertVerifyRefused(2, "--frobnicate", "--frobnicate");
    assertVerifyRefused(2, "--format", "--format", "pdf");
    assertVerifyRefused(2, "--as-of", "--as-of", "yesterday");
  }

  @Test
  void severalKeysNoneOfWhichIsTheLogs() throws Exception {
    String one = TestLog.trust().log().named("c2/one").vkey();
    String two = TestLog.trust().log().named("c2/two").vkey();

    assertRefused(
        2,
        "--log-key: none of the keys is for the log '%s'".formatted(Evidence.ORIGIN),
        "audit",
        "verify",
        log,
        "--log-key",
        one,
        "--log-key",
        two);
  }

  @Test
  void aKeyNamedByPartOfAWordIsNotForTheLog() throws Exception {
    String one = TestLog.trust().log().named("c1/research/lab").vkey();
    String two = TestLog.trust().log().named("c2/two").vkey();

    assertRefused(
        2, "none of the keys", "audit", "verify", log, "--log-key", one, "--log-key", two);
  }

  @Test
  void numbersThatCannotBe() {
    assertVerifyRefused(2, "--retention-days: 0 is not from 1 to 36500", "--retention-days", 0);
    assertVerifyRefused(
        2,
        "--witnesses: 2 of 1 witnesses cannot be",
        "--witness",
        evidence.witnessKey,
        "--witnesses",
        2);
    assertRefused(2, "--seq: -1 is below 0", "audit", "show", log, "--seq", -1);
    assertRefused(2, "--seq: -1 is below 0", "audit", "prove", log, "--seq", -1);
    assertRefused(1, "there is no entry 99", "audit", "show", log, "--seq", 99);
    assertRefused(2, "--from: soon is neither an index", "audit", "show", log, "--from", "soon");
    assertRefused(2, "cannot be had together", "audit", "show", log, "--seq", 1, "--to", 2);
    assertRefused(
        2,
        "'inference' is no event; there are inference.accepted, ",
        "audit",
        "show",
        log,
        "--event",
        "inference");
  }

  @Test
  void controlCharactersInNamesDoNotReachTheTerminal() {
    Answer answer =
        Cli.run("audit", "verify", folder.resolve("a\u001b[2J"), "--log-key", evidence.logKey);

    assertThat(answer.err()).contains("a<U+001B>[2J").doesNotContain("\u001b");
  }
}
