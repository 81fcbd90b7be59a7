package dev.drawbridge.operator.observability;

import dev.drawbridge.operator.collector.LogCollection;
import dev.drawbridge.operator.collector.Problem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** How the collecting of logs goes. Never by pod or consumer. */
public final class CollectionMeters {

  private static final String PROBLEM = "problem";

  public static void register(LogCollection logs, MeterRegistry registry) {
    Gauge.builder("audit_collector_logs", logs, LogCollection::watched)
        .description("Logs that are being collected")
        .register(registry);
    Gauge.builder("audit_collector_lag_records", logs, LogCollection::lag)
        .description("Entries that were seen in logs and are not kept yet")
        .register(registry);
    Gauge.builder("audit_collector_used_bytes", logs, LogCollection::usedBytes)
        .description("Bytes that copies of logs take")
        .register(registry);
    Gauge.builder("audit_collector_quota_bytes", logs, LogCollection::quotaBytes)
        .description("Bytes that copies of logs may take")
        .register(registry);
    for (Problem problem : Problem.values()) {
      Gauge.builder("audit_collector_problems", logs, seen -> seen.having(problem))
          .tag(PROBLEM, problem.text())
          .description("Logs that have a problem now")
          .register(registry);
      FunctionCounter.builder("audit_collector_found", logs, seen -> seen.times(problem))
          .tag(PROBLEM, problem.text())
          .description("How often a log came to have a problem")
          .register(registry);
    }
  }

  private CollectionMeters() {}
}
