package dev.drawbridge.sidecar.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.concurrent.TimeUnit;

/** Of records and of the configuration that they are written under. */
final class AuditMetrics {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Histogram durable;
  private final Counter gaps;
  private final Counter unrecorded;
  private final Gauge valid;
  private final Gauge generation;
  private final Counter reloads;
  private final Counter failures;
  private final Gauge keysValid;

  AuditMetrics(CollectorRegistry registry) {
    durable =
        Histogram.build(
                "audit_durable_lag_seconds",
                "From handing a record to the log until it was durable")
            .buckets(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)
            .register(registry);
    gaps =
        Counter.build(
                "audit_gaps_total", "Requests that went on without record, as their class permits")
            .register(registry);
    unrecorded =
        Counter.build(
                "audit_refusals_unrecorded_total",
                "Refused connections without record, since there were too many")
            .register(registry);
    valid =
        Gauge.build("audit_config_valid", "1 if the configuration file is the one in use, else 0")
            .register(registry);
    generation =
        Gauge.build("audit_config_generation", "Generation of the configuration in use")
            .register(registry);
    reloads =
        Counter.build("audit_config_reloads_total", "Configurations taken over, with the first")
            .register(registry);
    failures =
        Counter.build("audit_config_reload_failures_total", "Configurations refused")
            .register(registry);
    keysValid =
        Gauge.build(
                "audit_keys_valid", "1 if the keys in use are those of the current span, else 0")
            .register(registry);
  }

  void keysValid(boolean valid) {
    keysValid.set(valid ? 1 : 0);
  }

  void durable(long nanos) {
    durable.observe(nanos / NANOS);
  }

  void gap() {
    gaps.inc();
  }

  void unrecorded() {
    unrecorded.inc();
  }

  void configApplied(long applied) {
    generation.set((double) applied);
    valid.set(1);
    reloads.inc();
  }

  void configRefused() {
    valid.set(0);
    failures.inc();
  }
}
