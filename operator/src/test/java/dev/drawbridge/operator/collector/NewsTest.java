package dev.drawbridge.operator.collector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.collector.News.Essence;
import dev.drawbridge.operator.control.audit.LogObservation;
import dev.drawbridge.operator.control.audit.LogObservation.Sizes;
import dev.drawbridge.operator.control.audit.LogObservation.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What has a deployment judged again. */
class NewsTest {

  private static final Instant NOW = Instant.parse("2026-10-01T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofMinutes(6));

  private static Essence essence(Times times) {
    return Essence.of(
        new LogObservation(
            "uid-1",
            new Sizes(10, 10, 10, 10),
            times,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        NOW);
  }

  static Stream<Times> lapses() {
    return Stream.of(
        new Times(LONG_AGO, NOW, NOW, NOW),
        new Times(NOW, LONG_AGO, NOW, NOW),
        new Times(NOW, NOW, LONG_AGO, NOW),
        new Times(NOW, NOW, NOW, LONG_AGO));
  }

  @ParameterizedTest
  @MethodSource("lapses")
  void whatIsOverForTooLongIsNewsByItself(Times times) {
    assertThat(essence(times)).isNotEqualTo(essence(new Times(NOW, NOW, NOW, NOW)));
  }

  @Test
  void timesThatGoOnAreNone() {
    Instant before = NOW.minus(Duration.ofSeconds(30));

    assertThat(essence(new Times(before, before, before, before)))
        .isEqualTo(essence(new Times(NOW, NOW, NOW, NOW)));
  }
}
