package dev.drawbridge.operator.observability;

import dev.drawbridge.operator.policy.EngineWatch;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How long ago the policies that decide were published; NaN while that is not known. */
public final class BundleAgeGauge {

  public static void register(EngineWatch engine, Clock clock, MeterRegistry registry) {
    Gauge.builder("policy_bundle_age", () -> seconds(engine.state().publishedAt(), clock))
        .baseUnit("seconds")
        .description("Since the policies that decide were published")
        .register(registry);
  }

  private static double seconds(@Nullable Instant published, Clock clock) {
    return published == null
        ? Double.NaN
        : Duration.between(published, clock.instant()).toMillis() / 1000.0;
  }

  private BundleAgeGauge() {}
}
