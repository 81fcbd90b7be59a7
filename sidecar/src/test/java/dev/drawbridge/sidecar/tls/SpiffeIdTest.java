package dev.drawbridge.sidecar.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.sidecar.tls.SpiffeId.NoSpiffeIdException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {

  @ParameterizedTest
  @ValueSource(strings = {"spiffe://a/b", "spiffe://a.b-c_1/ns/x/consumer/Y.z-1_2"})
  void isTakenAsItStands(String text) throws Exception {
    assertThat(SpiffeId.parse(text).text()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "spiffe://",
        "spiffe://a",
        "spiffe://a/",
        "spiffe:///b",
        "spiffe://a//b",
        "spiffe://a/b/",
        "spiffe://A/b",
        "spiffe://a/./b",
        "spiffe://a/b/..",
        "spiffe://a/b?c",
        "spiffe://a/b#c",
        "spiffe://u@a/b",
        "spiffe://a:1/b",
        "spiffe://a/%62",
        "spiffe://a/b c",
        "spiffe://a/\u00e4",
        "https://a/b",
        "SPIFFE://a/b",
      })
  void anythingElseIsNone(String text) {
    assertThatThrownBy(() -> SpiffeId.parse(text)).isInstanceOf(NoSpiffeIdException.class);
  }

  @Test
  void hasToFitIntoARecord() throws Exception {
    String longest = "spiffe://a/" + "b".repeat(245);

    assertThat(SpiffeId.parse(longest).text()).hasSize(256);
    assertThatThrownBy(() -> SpiffeId.parse(longest + "b")).isInstanceOf(NoSpiffeIdException.class);
  }
}
