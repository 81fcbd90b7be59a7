package dev.drawbridge.cli;

import static dev.drawbridge.cli.Refusals.assertRefused;

import dev.drawbridge.audit.writer.TestLog;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each refusal names the argument or the file, the reason, and the way out. */
class BadInputTest {

  @TempDir Path folder;
  private Refusals refusals;
  private Evidence evidence;
  private Path log;

  @BeforeEach
  void write() throws Exception {
    refusals = new Refusals(folder);
    evidence = refusals.evidence;
    log = refusals.log;
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
    refusals.assertVerifyRefused(2, "--frobnicate", "--frobnicate");
    refusals.assertVerifyRefused(2, "--format", "--format", "pdf");
    refusals.assertVerifyRefused(2, "--as-of", "--as-of", "yesterday");
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
    refusals.assertVerifyRefused(
        2, "--retention-days: 0 is not from 1 to 36500", "--retention-days", 0);
    refusals.assertVerifyRefused(
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
}
