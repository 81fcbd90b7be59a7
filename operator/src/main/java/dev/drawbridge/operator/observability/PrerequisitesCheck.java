package dev.drawbridge.operator.observability;

import dev.drawbridge.operator.probe.Prerequisite;
import dev.drawbridge.operator.probe.Prerequisite.Presence;
import dev.drawbridge.operator.probe.Prerequisites;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What the installation needs and does not have. Not part of readiness: it has to be told. */
@Wellness
@Singleton
public class PrerequisitesCheck implements HealthCheck {

  private final Prerequisites prerequisites;

  public PrerequisitesCheck(Prerequisites prerequisites) {
    this.prerequisites = prerequisites;
  }

  /** One gauge for each: 1 present, 0 missing, NaN not known. */
  public static void register(Prerequisites prerequisites, MeterRegistry registry) {
    prerequisites
        .seen()
        .keySet()
        .forEach(
            one ->
                Gauge.builder("drawbridge_prerequisite_present", () -> value(prerequisites, one))
                    .tag("name", one.name())
                    .description("Whether what the installation needs is there")
                    .register(registry));
  }

  private static double value(Prerequisites prerequisites, Prerequisite one) {
    return switch (prerequisites.seen().getOrDefault(one, Presence.UNKNOWN)) {
      case PRESENT -> 1;
      case MISSING -> 0;
      case UNKNOWN -> Double.NaN;
    };
  }

  @Override
  public HealthCheckResponse call() {
    var seen = prerequisites.seen();
    var response =
        HealthCheckResponse.named("prerequisites").status(!seen.containsValue(Presence.MISSING));
    seen.forEach(
        (one, presence) ->
            response.withData(
                one.name(),
                presence == Presence.MISSING
                    ? "missing: " + one.advice()
                    : presence.name().toLowerCase(Locale.ROOT)));
    return response.build();
  }
}
