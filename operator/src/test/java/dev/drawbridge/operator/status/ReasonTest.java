package dev.drawbridge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReasonTest {

  @ParameterizedTest
  @EnumSource
  void everyReasonIsOneWordAndReadBack(Reason reason) {
    assertThat(reason.text()).matches("[A-Z][A-Za-z]+");
    assertThat(Reason.of(reason.text())).contains(reason);
  }

  /** People look there for what to do. */
  @ParameterizedTest
  @EnumSource
  void everyReasonIsInTheUserGuide(Reason reason) throws IOException {
    assertThat(Files.readString(Path.of("..", "docs", "user-guide.md")))
        .contains("`%s`".formatted(reason.text()));
  }

  @Test
  void noTwoReasonsShareAWord() {
    assertThat(Arrays.stream(Reason.values()).map(Reason::text)).doesNotHaveDuplicates();
  }

  @Test
  void aWordOfALaterVersionIsNoReason() {
    assertThat(Reason.of("FromTheFuture")).isEmpty();
  }
}
