package dev.drawbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {

  private static final String AS_OF = "2025-12-01T00:00:00Z";

  @TempDir Path folder;
  private Evidence evidence;
  private TestLog log;
  private Path copy;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN).close();
    copy = evidence.copy(log, "logs/first");
  }

  private Answer verify(Object... more) {
    return Cli.run(
        Cli.join(
            more,
            "audit",
            "verify",
            "--log-key",
            evidence.logKey,
            "--as-of",
            AS_OF,
            folder.resolve("logs")));
  }

  @Test
  void anIntactLogIsReportedWithAllThatItsRecordsSay() throws Exception {
    Answer answer =
        verify(
            "--witness",
            evidence.witnessKey,
            "--witness-note",
            evidence.note(log, Evidence.ORIGIN, "note"),
            "--kek",
            evidence.kek,
            "--retention-days",
            365);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
    Golden.assertSame("intact.txt", Cli.masked(answer.out(), folder));
  }

  @Test
  void withoutWitnessAndKeyItSaysWhatWasNotChecked() throws Exception {
    Answer answer = verify();

    assertThat(answer.code()).isZero();
    Golden.assertSame("alone.txt", Cli.masked(answer.out(), folder));
  }

  @Test
  void theSameAsJson() throws Exception {
    evidence.copy(Evidence.served(Evidence.SECOND), "logs/second");

    Answer answer = verify("--format", "json", "--kek", evidence.kek);

    assertThat(answer.code()).isZero();
    Golden.assertSame("intact.json", Cli.masked(answer.out(), folder));
  }

  @Test
  void theReportGoesToTheFileThatIsNamed() throws Exception {
    Path report = folder.resolve("report.json");

    Answer answer = verify("--format", "json", "-o", report);

    assertThat(answer.out()).isEmpty();
    assertThat(Files.readString(report)).contains("\"intact\" : true");
  }

  @Test
  void logsBelowAFolderAreAllFound() throws Exception {
    evidence.copy(Evidence.served(Evidence.SECOND), "logs/deep/below/second");

    Answer answer = verify();

    assertThat(answer.out()).contains("Log " + Evidence.ORIGIN).contains("Log " + Evidence.SECOND);
    assertThat(answer.out()).contains("WARNING NOT_CLOSED");
    assertThat(answer.code()).isZero();
  }

  @Test
  void aLogThatOnlyTheWitnessKnowsIsMissing() throws Exception {
    TestLog second = Evidence.served(Evidence.SECOND).close();

    Answer answer =
        verify(
            "--witness",
            evidence.witnessKey,
            "--witness-note",
            evidence.note(second, Evidence.SECOND, "note"));

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out())
        .contains("ERROR   LOG_MISSING at entry 0: " + Evidence.SECOND)
        .contains("NOT INTACT");
  }

  @Test
  void theConfigMapsOfAWitnessAreTakenAsKubectlPrintsThem() throws Exception {
    TestLog second = Evidence.served(Evidence.SECOND).close();
    Path one = evidence.note(log, Evidence.ORIGIN, "one");
    Path two = evidence.note(second, Evidence.SECOND, "two");
    Path notes = evidence.notesAsConfigMaps("notes.json", one, two);

    Answer answer = verify("--witness", evidence.witnessKey, "--witness-note", notes);

    assertThat(answer.out())
        .contains("2 notes of their own")
        .contains("ERROR   LOG_MISSING at entry 0: " + Evidence.SECOND)
        .contains("1 error in 1 log, 0 warnings");
  }

  @Test
  void entriesThatAreKeptTooLongAreFound() {
    assertThat(verify("--retention-days", 6).out())
        .contains("WARNING KEPT_TOO_LONG")
        .contains("10 entries are from before 2025-11-25T00:00:00Z");
    assertThat(verify("--retention-days", 7).out()).doesNotContain("KEPT_TOO_LONG");
  }

  @Test
  void aKeyInPemStandsForAnyLog() throws Exception {
    byte[] raw = Base64.getDecoder().decode(vkey().split("\\+", 3)[2]);
    byte[] der = new byte[44];
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    System.arraycopy(prefix, 0, der, 0, 12);
    System.arraycopy(raw, 1, der, 12, 32);
    Path pem = folder.resolve("log.pem");
    Files.writeString(
        pem,
        "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
            .formatted(Base64.getEncoder().encodeToString(der)));

    Answer answer = Cli.run("audit", "verify", copy, "--log-key", pem);

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("Log " + Evidence.ORIGIN);
  }

  private static String vkey() {
    return TestLog.trust().log().vkey();
  }

  @Test
  void theKeyOfAnotherLogFindsNoSignature() throws Exception {
    String other =
        VerifierKey.of(
                Evidence.ORIGIN,
                VerifierKey.Kind.LOG,
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic())
            .vkey();

    Answer answer = Cli.run("audit", "verify", copy, "--log-key", other);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("ERROR   CHECKPOINT_SIGNATURE");
  }

  @Test
  void aKeyOfAnotherNameIsNotTheLogs() {
    Answer answer = Cli.run("audit", "verify", copy, "--log-key", vkey());

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("HEADER_MISMATCH").contains("CHECKPOINT_SIGNATURE");
  }

  @Test
  void aWitnessThatIsAskedForAndHasNotCosignedIsFound() throws Exception {
    Files.delete(copy.resolve("checkpoint.cosigned"));

    Answer answer = verify("--witness", evidence.witnessKey);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.out()).contains("ERROR   NOT_WITNESSED");
  }

  @Test
  void theSecondVerifierAgrees() throws Exception {
    Process python =
        new ProcessBuilder(
                "python3",
                "../testbed/auditlog/verify.py",
                copy.toString(),
                TestLog.trust().log().named(Evidence.ORIGIN).vkey(),
                TestLog.trust().witnesses().getFirst().vkey())
            .redirectErrorStream(true)
            .start();
    String[] told = python.inputReader(UTF_8).readLine().split(" ", 2);

    assertThat(python.waitFor()).isZero();
    assertThat(verify("--format", "json").out())
        .contains("\"entries\" : " + told[0] + ",")
        .contains("\"root\" : \"" + told[1] + "\"");
  }

  /** Each by itself is in order: only somebody who has both can know. */
  @Test
  void twoSignedCopiesThatContradictEachOtherAreAFork() throws Exception {
    Path longer = evidence.copy(Evidence.served(Evidence.ORIGIN).close(), "longer");
    TestLog other = TestLog.named(Evidence.ORIGIN);
    Evidence.request(other);
    Path fork = evidence.copy(other.pass(Duration.ofSeconds(2)), "fork");

    assertThat(Cli.run("audit", "verify", longer, "--log-key", evidence.logKey).code()).isZero();
    assertThat(Cli.run("audit", "verify", fork, "--log-key", evidence.logKey).code()).isZero();
    Answer both = Cli.run("audit", "verify", longer, fork, "--log-key", evidence.logKey);

    assertThat(both.code()).isEqualTo(1);
    assertThat(both.out()).containsOnlyOnce("COPIES_DIFFER at");
  }

  @Test
  void anOlderCopyOfTheSameLogIsNone() throws Exception {
    TestLog log = Evidence.served(Evidence.ORIGIN);
    Path older = evidence.copy(log, "older");
    Evidence.request(log);
    Path newer = evidence.copy(log.close(), "newer");

    Answer both = Cli.run("audit", "verify", older, newer, "--log-key", evidence.logKey);

    assertThat(both.code()).as(both.out()).isZero();
  }

  @Test
  void aWitnessThatIsGivenTwiceIsOne() throws Exception {
    Path copy = evidence.copy(Evidence.served(Evidence.ORIGIN).close(), "log");

    Answer answer =
        Cli.run(
            "audit",
            "verify",
            copy,
            "--log-key",
            evidence.logKey,
            "--witness",
            evidence.witnessKey,
            "--witness",
            evidence.witnessKey,
            "--witnesses",
            2);

    assertThat(answer.code()).isEqualTo(2);
    assertThat(answer.err()).contains("--witnesses: 2 of 1 witnesses cannot be");
  }
}
