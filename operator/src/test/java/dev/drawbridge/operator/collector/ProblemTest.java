package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemTest {

  @ParameterizedTest
  @EnumSource
  void isExplainedToWhoeverRunsTheOperator(Problem problem) throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "operations.md")))
        .contains("\n| `%s` | ".formatted(problem.text()));
  }
}
