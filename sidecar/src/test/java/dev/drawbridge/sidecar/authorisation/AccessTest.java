package dev.drawbridge.sidecar.authorisation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.drawbridge.sidecar.config.GoldenConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessTest {

  private static final String CHATBOT = "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot";

  @Test
  void aConsumerMayAskForItsOnlyPurposeWithoutSayingSo() {
    assertThat(allowed("[\"search\"]", null)).isEqualTo("search");
    assertThat(allowed("[\"search\"]", "search")).isEqualTo("search");
  }

  @Test
  void ofSeveralPurposesItHasToSayOne() {
    assertThat(allowed("[\"support\", \"search\"]", "search")).isEqualTo("search");
    assertThat(authorise("[\"support\", \"search\"]", null))
        .isEqualTo(
            new Verdict.Refused(
                Rule.PURPOSE_MISSING,
                "Set the header Drawbridge-Purpose to one of: support, search."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"marketing", "", "Support", " support", "support, search", "support,support"})
  void anotherPurposeThanItsOwnIsRefusedWithThosePermitted(String purpose) {
    assertThat(authorise("[\"support\", \"search\"]", purpose))
        .isEqualTo(
            new Verdict.Refused(
                Rule.PURPOSE_NOT_PERMITTED,
                "Set the header Drawbridge-Purpose to one of: support, search."));
  }

  @Test
  void withoutPurposesOfItsOwnItMayHaveAnyAndElseThatOfTheDeployment() {
    assertThat(allowed("[]", "reporting")).isEqualTo("reporting");
    assertThat(allowed("[]", null)).isEqualTo("support");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Reporting", "a b", "a,b", "a\"b", "-a", "a-"})
  void aPurposeIsAlwaysOneWord(String purpose) {
    assertThat(authorise("[]", purpose))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.rule()).isEqualTo(Rule.PURPOSE_NOT_PERMITTED));
  }

  @Test
  void whereNobodySaysAPurposeThereIsNone() {
    Access access =
        Access.of(GoldenConfig.with("\"purpose\": \"support\",", "", "\"support\"\n      ]", "]"));

    assertThat(assertInstanceOf(Verdict.Allowed.class, access.authorise(CHATBOT, null)).purpose())
        .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://drawbridge.internal/ns/frontend/consumer/other",
        "spiffe://drawbridge.internal/ns/frontend/consumer/chatbot/",
        "spiffe://drawbridge.internal/ns/frontend/consumer/Chatbot",
        "spiffe://elsewhere/ns/frontend/consumer/chatbot",
        "spiffe://drawbridge.internal/collector",
        "",
      })
  void whoIsNoConsumerIsRefused(String spiffe) {
    assertThat(access("[\"support\"]").authorise(spiffe, "support"))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.rule()).isEqualTo(Rule.CONSUMER_UNKNOWN));
  }

  @ParameterizedTest
  @NullSource
  void whoHasNoIdentityIsRefused(@Nullable String spiffe) {
    assertThat(access("[]").authorise(spiffe, "support"))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.rule()).isEqualTo(Rule.IDENTITY_UNKNOWN));
  }

  private static @Nullable String allowed(String purposes, @Nullable String header) {
    Verdict.Allowed verdict = assertInstanceOf(Verdict.Allowed.class, authorise(purposes, header));
    assertThat(verdict.consumer().name()).isEqualTo("chatbot");
    return verdict.purpose();
  }

  private static Verdict authorise(String purposes, @Nullable String header) {
    return access(purposes).authorise(CHATBOT, header);
  }

  private static Access access(String purposes) {
    return Access.of(GoldenConfig.with("[\n        \"support\"\n      ]", purposes));
  }
}
