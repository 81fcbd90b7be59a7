package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the notes of a witness say of logs that are not there. */
class WitnessNotesTest {

  @TempDir Path folder;
  private Evidence evidence;
  private TestLog log;
  private Path copy;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN);
    copy = evidence.copy(log, "log");
  }

  private Answer verify(Object... more) {
    return Cli.run(Cli.join(more, "audit", "verify", copy, "--log-key", evidence.logKey));
  }

  /** As each auditor of one deployment has, who takes all notes that the witness has. */
  @Test
  void aLogForWhichNoKeyWasGivenIsNotJudged() throws Exception {
    String elsewhere = "c1/sales/forecast/aa/0";
    TestLog other = Evidence.served(elsewhere).close();
    Path one = evidence.note(log, Evidence.ORIGIN, "one");
    Path two = evidence.note(other, elsewhere, "two");

    Answer answer =
        verify("--witness", evidence.witnessKey, "--witness-note", one, "--witness-note", two);

    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out())
        .contains("WARNING LOG_NOT_ASKED_FOR at entry 0: 1: " + elsewhere)
        .doesNotContain("WITNESS_SIGNATURE");
  }

  @Test
  void theLogOfADeploymentOfThatNameWithAnotherKeyIsNotJudged() throws Exception {
    Path earlier = noteOfAnotherKey(true);

    Answer answer = verify("--witness", evidence.witnessKey, "--witness-note", earlier);

    assertThat(answer.code()).as(answer.out()).isZero();
    assertThat(answer.out())
        .contains("WARNING LOG_NOT_ASKED_FOR at entry 0: 1: " + Evidence.SECOND)
        .doesNotContain("WITNESS_SIGNATURE");
  }

  @Test
  void anotherKeyThatNoWitnessVouchesForIsForged() throws Exception {
    Path forged = noteOfAnotherKey(false);

    Answer answer = verify("--witness", evidence.witnessKey, "--witness-note", forged);

    assertThat(answer.out()).contains("ERROR   WITNESS_SIGNATURE");
  }

  private Path noteOfAnotherKey(boolean cosigned) throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Checkpoint checkpoint = new Checkpoint(Evidence.SECOND, 7, new byte[32]);
    SignedNote note = new LogSigner(Evidence.SECOND, key).sign(checkpoint);
    if (cosigned) {
      note = note.with(TestLog.WITNESS.cosign(checkpoint, 1_800_000_000));
    }
    return Files.write(folder.resolve("another-key"), note.encode());
  }

  @Test
  void severalNotesAboutOneMissingLogAreOneFinding() throws Exception {
    TestLog second = Evidence.served(Evidence.SECOND);
    Path older = evidence.note(second, Evidence.SECOND, "older");
    Path newer = evidence.note(second.close(), Evidence.SECOND, "newer");

    Answer answer =
        verify("--witness", evidence.witnessKey, "--witness-note", older, "--witness-note", newer);

    assertThat(answer.out()).containsOnlyOnce("ERROR   LOG_MISSING at");
  }
}
