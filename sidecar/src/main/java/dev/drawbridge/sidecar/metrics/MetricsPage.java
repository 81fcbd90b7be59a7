package dev.drawbridge.sidecar.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/** All metrics in Prometheus' text format 0.0.4. */
public final class MetricsPage {

  private final CollectorRegistry registry;

  MetricsPage(CollectorRegistry registry) {
    this.registry = registry;
  }

  /** For the header {@code Content-Type}. */
  public String contentType() {
    return TextFormat.CONTENT_TYPE_004;
  }

  /** As they are now, in UTF-8. */
  public byte[] render() {
    StringWriter page = new StringWriter();
    try {
      TextFormat.write004(page, withoutCreated());
    } catch (IOException e) {
      throw new UncheckedIOException("a text in memory can always be written", e);
    }
    return page.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** This format has no place for times of creation, and they would double the page. */
  private Enumeration<MetricFamilySamples> withoutCreated() {
    return Collections.enumeration(
        Collections.list(registry.metricFamilySamples()).stream()
            .map(MetricsPage::withoutCreated)
            .toList());
  }

  private static MetricFamilySamples withoutCreated(MetricFamilySamples family) {
    List<MetricFamilySamples.Sample> samples =
        family.samples.stream().filter(sample -> !sample.name.endsWith("_created")).toList();
    return new MetricFamilySamples(family.name, family.unit, family.type, family.help, samples);
  }
}
