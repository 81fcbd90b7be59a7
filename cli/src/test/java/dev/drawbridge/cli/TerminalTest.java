package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What does not come from us does not drive the terminal, wherever it is printed. */
class TerminalTest {

  @TempDir Path folder;
  private Evidence evidence;
  private TestLog log;
  private Path copy;
  private Path proof;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN);
    copy = evidence.copy(log, "log");
    proof = folder.resolve("2.tlog-proof");
  }

  private Answer verify(Object... more) {
    return Cli.run(Cli.join(more, "audit", "verify", copy, "--log-key", evidence.logKey));
  }

  @Test
  void controlCharactersInNamesDoNotReachTheTerminal() {
    Answer answer =
        Cli.run("audit", "verify", folder.resolve("a\u001b[2J"), "--log-key", evidence.logKey);

    assertThat(answer.err()).contains("a<U+001B>[2J").doesNotContain("\u001b");
  }

  @Test
  void norDoThoseInWhatADefectSays() throws Exception {
    StringWriter err = new StringWriter();
    CommandLine command =
        Main.commandLine(new PrintWriter(Writer.nullWriter()), new PrintWriter(err));

    int code =
        command
            .getExecutionExceptionHandler()
            .handleExecutionException(new IllegalStateException("a\u009b2J"), command, null);

    assertThat(code).isEqualTo(4);
    assertThat(err.toString())
        .contains("IllegalStateException: a<U+009B>2J", "  at dev.drawbridge.cli.TerminalTest")
        .doesNotContain("\u009b");
  }

  /** A key may be named so; who reads the report sees which name that is. */
  @Test
  void marksOfDirectionInTheNameOfAWitnessAreShown() throws Exception {
    String name = "witness\u202eexample";

    Answer answer =
        verify(
            "--witness",
            TestLog.trust().witnesses().getFirst().named(name).vkey(),
            "--witness-note",
            evidence.note(log, Evidence.ORIGIN, "note"));

    assertThat(answer.out()).contains("witness<U+202E>example").doesNotContain("\u202e");
  }

  /** C1 and marks of direction are text to a note, and orders to a terminal. */
  @ParameterizedTest
  @ValueSource(strings = {"c1/a\u009b2Jb", "c1/a\u202eb"})
  void aProofThatWouldDriveTheTerminalGoesToAFileOnly(String origin) throws Exception {
    Checkpoint own =
        Checkpoint.parse(SignedNote.parse(Files.readAllBytes(copy.resolve("checkpoint"))).text());
    SignedNote forged =
        TestLog.keys().signer().sign(new Checkpoint(origin, own.size(), own.root()));
    Path note = Files.write(folder.resolve("forged"), forged.encode());

    Answer shown = Cli.run("audit", "prove", copy, "--seq", 2, "--checkpoint", note);
    Answer kept = Cli.run("audit", "prove", copy, "--seq", 2, "--checkpoint", note, "-o", proof);

    assertThat(shown.code()).isEqualTo(2);
    assertThat(shown.out()).isEmpty();
    assertThat(shown.err()).contains("--output: the names in the proof");
    assertThat(kept.code()).isZero();
    assertThat(TlogProof.parse(Files.readAllBytes(proof)).checkpoint().text()).contains(origin);
  }
}
