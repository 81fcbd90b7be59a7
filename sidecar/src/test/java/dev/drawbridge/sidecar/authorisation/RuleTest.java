package dev.drawbridge.sidecar.authorisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleTest {

  /** The document says the same as the code, in the same order. */
  @Test
  void everyRuleIsInTheDocumentAndNoOther() throws Exception {
    List<String> rows =
        Arrays.stream(Rule.values())
            .map(
                rule ->
                    "| %d | `%s` | %s | %s |"
                        .formatted(rule.status(), rule.id(), rule.title(), rule.advice()))
            .toList();

    assertThat(
            Files.readAllLines(Path.of("../docs/sidecar-answers.md")).stream()
                .filter(line -> line.matches("\\| [45]\\d\\d \\| .*")))
        .containsExactlyElementsOf(rows);
  }

  @Test
  void idsAreUniqueAndRulesInTheOrderOfTheirStatus() {
    assertThat(Arrays.stream(Rule.values()).map(Rule::id)).doesNotHaveDuplicates();
    assertThat(Arrays.stream(Rule.values()).map(Rule::status)).isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void eachTellsWhatToDo(Rule rule) {
    assertThat(rule.id()).matches("[a-z]+\\.[a-z]+(-[a-z]+)*");
    assertThat(rule.advice()).endsWith(".");
    assertThat(rule.title()).doesNotEndWith(".");
    assertThat(rule.type()).isEqualTo("https://drawbridge.dev/problems/" + rule.id());
  }

  /** RFC 9110 and RFC 6585 ask for Retry-After with these. */
  @ParameterizedTest
  @EnumSource
  void whatPassesByItselfIsSaidTo(Rule rule) {
    assertThat(rule.retryable()).isEqualTo(rule.status() == 429 || rule.status() == 503);
  }
}
