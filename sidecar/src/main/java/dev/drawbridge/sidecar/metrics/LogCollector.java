package dev.drawbridge.sidecar.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;

/** Asks the log when a page is made. */
final class LogCollector extends Collector {

  private final LogReadings log;

  LogCollector(LogReadings log) {
    this.log = log;
  }

  @Override
  public List<MetricFamilySamples> collect() {
    return List.of(
        new CounterMetricFamily("audit_entries", "Entries in the log", (double) log.entries()),
        new CounterMetricFamily(
            "audit_dropped_records",
            "Records that the log dropped and counts in audit.gap",
            (double) log.droppedRecords()),
        new GaugeMetricFamily(
            "audit_unshipped_records",
            "Entries that the collector has not acknowledged",
            (double) log.unshippedRecords()),
        new GaugeMetricFamily(
            "audit_log_used_bytes", "Bytes of the log on disk", (double) log.usedBytes()),
        new GaugeMetricFamily(
            "audit_checkpoint_age_seconds",
            "Since the log was last signed; NaN before the first time",
            log.checkpointAgeSeconds()),
        new GaugeMetricFamily(
            "audit_log_writable",
            "1 if the log takes records of new requests, else 0",
            log.writable() ? 1 : 0));
  }
}
