package dev.drawbridge.sidecar.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountTest {

  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  @Test
  void whatTheModelCountedCounts() {
    TokenCount count =
        TokenCount.of(asked(400), said(OptionalLong.of(11), OptionalLong.of(7), 3, 90));

    assertThat(count).isEqualTo(new TokenCount(11, 7, OptionalLong.of(2), TokenCount.Source.MODEL));
    assertThat(count.total()).isEqualTo(18);
  }

  @Test
  void embeddingsHaveNoTokensThatComeOut() {
    TokenCount count = TokenCount.of(asked(400), said(OptionalLong.of(11), UNKNOWN, 0, 0));

    assertThat(count.out()).isZero();
    assertThat(count.source()).isEqualTo(TokenCount.Source.MODEL);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 0, 0",
    "1, 0, 1, 1, 1",
    "400, 0, 90, 100, 23",
    // Never fewer than events with text: each brought at least one.
    "401, 50, 90, 101, 50",
  })
  void elseTheyAreEstimatedAndSaidToBe(long asked, long events, long text, long in, long out) {
    TokenCount count = TokenCount.of(asked(asked), said(UNKNOWN, UNKNOWN, events, text));

    assertThat(count.in()).isEqualTo(in);
    assertThat(count.out()).isEqualTo(out);
    assertThat(count.source()).isEqualTo(TokenCount.Source.ESTIMATED);
  }

  @Test
  void halfACountIsAnEstimate() {
    TokenCount count = TokenCount.of(asked(400), said(UNKNOWN, OptionalLong.of(7), 0, 0));

    assertThat(count.in()).isEqualTo(100);
    assertThat(count.out()).isEqualTo(7);
    assertThat(count.source()).isEqualTo(TokenCount.Source.ESTIMATED);
  }

  @Test
  void anAnswerThatIsNothingButAnErrorTookNone() {
    assertThat(TokenCount.of(asked(400), failed(0))).isEqualTo(TokenCount.NONE);
    assertThat(TokenCount.of(asked(400), failed(40)))
        .isEqualTo(new TokenCount(100, 10, UNKNOWN, TokenCount.Source.ESTIMATED));
  }

  private static AnswerFacts failed(long text) {
    return new AnswerFacts(UNKNOWN, UNKNOWN, UNKNOWN, null, 0, text, false, true);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, true",
    "Application/JSON; charset=utf-8, true",
    "application/problem+json, true",
    "application/octet-stream, false",
    "text/plain, false",
    "application/jsonl, false",
    ", false",
  })
  void onlyWhatCanBeReadIsRead(String contentType, boolean json) {
    AnswerInspection inspection = AnswerInspection.of(contentType);

    assertThat(inspection instanceof JsonAnswerInspection).isEqualTo(json);
    assertThat(inspection.finish()).isEqualTo(AnswerFacts.NONE);
  }

  private static RequestFacts asked(long codePoints) {
    return new RequestFacts(false, null, codePoints, false, null);
  }

  private static AnswerFacts said(OptionalLong in, OptionalLong out, long events, long text) {
    return new AnswerFacts(in, out, OptionalLong.of(2), "stop", events, text, true, false);
  }
}
