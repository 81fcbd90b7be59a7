package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Code.Severity;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * For each finding that the documents name there is a log in which an auditor's command finds it.
 */
class EveryFindingTest {

  @TempDir Path folder;

  private static String line(Code code) {
    return "  %-7s %s at ".formatted(code.severity(), code);
  }

  @ParameterizedTest
  @EnumSource
  void isFoundInItsLog(Code code) throws Exception {
    Answer answer = Cli.run(new FindingSamples(folder).questionFor(code));

    assertThat(answer.out()).as(answer.err()).contains(line(code));
    if (code.severity() == Severity.ERROR) {
      assertThat(answer.code()).isEqualTo(1);
    }
  }

  /** Or the others would say nothing. */
  @Test
  void noneIsFoundInALogThatIsInOrder() throws Exception {
    Answer answer = Cli.run(new FindingSamples(folder).questionForNone());

    assertThat(answer.code()).as(answer.out()).isZero();
    for (Code code : Code.values()) {
      assertThat(answer.out()).doesNotContain(line(code));
    }
  }
}
