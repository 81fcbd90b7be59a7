package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drawbridge.operator.collector.PodLog.Status;
import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpPodLogTest {

  private static final String STATUS =
      """
      {"origin":"c1/a/b/c/0","key":"k","state":"OPEN","entries":3,"checkpointSize":3,"witnessedSize":0,
       "acknowledged":0,"droppedRecords":0,"usedBytes":9,"problem":"","configDigest":"sha256:1",
       "configValid":true,"configProblem":"","keyProblem":""}""";

  private static Status read(String json) throws IOException {
    return HttpPodLog.read("/v1/status", json.getBytes(StandardCharsets.UTF_8), Status.class);
  }

  @Test
  void readsAStatus() throws IOException {
    assertThat(read(STATUS))
        .isEqualTo(new Status("c1/a/b/c/0", "k", LogState.OPEN, 3, "", "sha256:1", true, "", ""));
  }

  @Test
  void aDoorThatRefusesWithoutAReasonRefusesAllTheSame() throws IOException {
    assertThat(read(STATUS.replace("true", "false")).report().configProblem()).isNotEmpty();
  }

  /** None of these may pass for a log in order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "key":"k",       |
          "key":"k"        | "key":null
          "state":"OPEN"   | "state":"FINE"
          "state":"OPEN",  |
          "configProblem":"" | "configProblem":null
          "configValid":true, |
          "keyProblem":""  | "keyProblem":null
          "entries":3      | "entries":null
          """)
  void whatLacksAnythingIsNone(String what, @Nullable String by) {
    assertThatIOException()
        .isThrownBy(() -> read(STATUS.replace(what, by == null ? "" : by)))
        .withMessage("/v1/status answered with something else than asked for");
  }

  @Test
  void neitherIsNothing() {
    assertThatIOException().isThrownBy(() -> read("null")).withMessageContaining("with nothing");
  }
}
