package dev.drawbridge.sidecar.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server behind the sidecar could read in another way is refused, never put right. */
class TargetTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "v1/models",
        "http://model/v1/models",
        "//v1/models",
        "/v1//models",
        "/v1/./models",
        "/v1/../metrics",
        "/v1/.../models",
        "/..",
        "/v1/models/..",
        "/v1/%2e%2e/metrics",
        "/v1/.%2e/metrics",
        "/v1%2fmodels",
        "/v1%2Fmodels",
        "/v1%5cmodels",
        "/v1\\models",
        "/%6detrics",
        "/%4Detrics",
        "/v1/%252e%252e/metrics",
        "/v1/models;x=1",
        "/v1/models%3bx=1",
        "/v1/models%00",
        "/v1/models%0d%0a",
        "/v1/models%7f",
        "/v1/models%3fx",
        "/v1/models%23x",
        "/v1/models#x",
        "/v1/models\u0000",
        "/v1/models\t",
        "/v1/models ",
        "/v1/models\u007f",
        "/v1/modèls",
        "/v1/models\u2215x",
        "/v1/mod%els",
        "/v1/models%",
        "/v1/models%4",
        "/v1/models%zz",
        "/v1/models%\uff10\uff10",
        "/v1/<models>",
        "/v1/{models}",
        "/v1/models?x=\u0000",
        "/v1/models?x=é",
        "/v1/models?x=a b",
        "/v1/models?x=%",
        "/v1/models?x#y",
      })
  void isRefused(String target) {
    assertThat(Target.problem(target)).hasValueSatisfying(text -> assertThat(text).endsWith("."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1/models",
        "/v1/models/",
        "/v1/models/a.b-c_d~e:f@g!$&'()*+,=",
        "/.well-known/x",
        "/v1/models/..a",
        "/v1/models/gr%C3%BC%c3%9fe",
        "/v1/models/a%20b%3Ac%40d",
        "/v1/models?",
        "/v1/models?a=1;b=/?&c=%2F%00"
      })
  void isTaken(String target) {
    assertThat(Target.problem(target)).isEmpty();
  }

  @Test
  void isCutIntoSegmentsAsTheyStand() {
    assertThat(Target.of("/a/b%20c/?d=/e")).isEqualTo(new Target(List.of("a", "b%20c", ""), true));
    assertThat(Target.of("/")).isEqualTo(new Target(List.of(""), false));
  }

  /** The point of it: whoever decodes and normalises what is taken gets the same segments. */
  @Test
  void whatIsTakenIsTheSameBeforeAndAfterNormalising() {
    Random random = new Random(7);
    String alphabet = "/.%2eEfFaA5cC;\\: 0?~";
    int taken = 0;
    for (int round = 0; round < 200_000; round++) {
      StringBuilder target = new StringBuilder("/");
      for (int length = random.nextInt(10); length > 0; length--) {
        target.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String text = target.toString();
      if (Target.problem(text).isEmpty()) {
        taken++;
        String path = URI.create(text).normalize().getRawPath();
        String decoded = decode(path);
        assertThat(decoded.chars().filter(c -> c == '/').count())
            .as(text)
            .isEqualTo(path.chars().filter(c -> c == '/').count());
        assertThat(text.startsWith(path)).as(text).isTrue();
        assertThat(decoded).as(text).doesNotContain("\\", ";", "%");
        assertThat(decoded.substring(1).split("/", -1))
            .as(text)
            .noneMatch(segment -> segment.matches("\\.+"));
      }
    }
    assertThat(taken).isGreaterThan(1_000);
  }

  private static String decode(String path) {
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
