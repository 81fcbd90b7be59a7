package dev.drawbridge.sidecar.metrics;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.protocol.Operation;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Of connections, requests and what was refused. */
final class DoorMetrics {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Children<Outcome, Counter.Child> requests;
  private final Map<Rule, Counter.Child> refusals;
  private final Map<HandshakeFailure, Counter.Child> handshakes;
  private final Histogram overhead;
  private final Gauge inFlight;
  private final Gauge connections;
  private final Gauge buffered;

  DoorMetrics(CollectorRegistry registry) {
    Counter completed =
        Counter.build("sidecar_requests_total", "Requests that reached the model and are over")
            .labelNames("op", "error_type")
            .register(registry);
    requests =
        new Children<>(
            Outcome.class,
            (operation, outcome) -> completed.labels(operation.text(), outcome.text()));
    Counter refused =
        Counter.build("sidecar_refusals_total", "Requests refused or failed, by rule")
            .labelNames("rule_id")
            .register(registry);
    refusals = children(Rule.class, rule -> refused.labels(rule.id()));
    Counter failed =
        Counter.build("sidecar_handshake_failures_total", "TLS handshakes that failed")
            .labelNames("reason")
            .register(registry);
    handshakes = children(HandshakeFailure.class, reason -> failed.labels(reason.text()));
    overhead =
        Histogram.build("sidecar_overhead_seconds", "Time of a request in the sidecar itself")
            .buckets(0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5)
            .register(registry);
    inFlight = Gauge.build("sidecar_requests_in_flight", "Requests under way").register(registry);
    connections = Gauge.build("sidecar_connections", "Connections open").register(registry);
    buffered =
        Gauge.build("sidecar_buffered_bytes", "Bytes of request bodies in memory")
            .register(registry);
  }

  void completed(Operation operation, Outcome outcome) {
    requests.of(operation, outcome).inc();
  }

  void refused(Rule rule) {
    count(refusals, rule);
  }

  void handshakeFailed(HandshakeFailure reason) {
    count(handshakes, reason);
  }

  void overhead(long nanos) {
    overhead.observe(nanos / NANOS);
  }

  void requests(int change) {
    inFlight.inc(change);
  }

  void connections(int change) {
    connections.inc(change);
  }

  void buffered(long bytes) {
    buffered.set((double) bytes);
  }

  private static <K extends Enum<K>> Map<K, Counter.Child> children(
      Class<K> type, Function<K, Counter.Child> child) {
    Map<K, Counter.Child> all = new EnumMap<>(type);
    for (K key : type.getEnumConstants()) {
      all.put(key, child.apply(key));
    }
    return all;
  }

  private static <K> void count(Map<K, Counter.Child> children, K key) {
    Counter.Child child = children.get(key);
    if (child != null) {
      child.inc();
    }
  }
}
