package dev.drawbridge.sidecar.metrics;

import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.protocol.Operation;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Histogram;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * OpenTelemetry's semantic conventions for generative AI, in the names that its Prometheus exporter
 * gives them, with the buckets that the conventions ask for.
 */
final class GenAiMetrics {

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final String PROVIDER = "drawbridge";
  private static final String[] LABELS = {
    "gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model"
  };

  private final Children<Outcome, Histogram.Child> duration;
  private final Children<Only, Histogram.Child> firstToken;
  private final Children<Only, Histogram.Child> perOutputToken;
  private final Children<Direction, Histogram.Child> tokens;
  private final Children<Direction, Counter.Child> estimated;

  private enum Direction {
    INPUT("input"),
    OUTPUT("output");

    private final String text;

    Direction(String text) {
      this.text = text;
    }
  }

  /** Where the operation is all that tells apart. */
  private enum Only {
    ONE
  }

  GenAiMetrics(CollectorRegistry registry, String model) {
    Histogram durations =
        Histogram.build(
                "gen_ai_server_request_duration_seconds",
                "From the first byte of a request to the last of its answer")
            .labelNames(labels("error_type"))
            .buckets(
                0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96,
                81.92)
            .register(registry);
    Histogram firstTokens =
        Histogram.build(
                "gen_ai_server_time_to_first_token_seconds",
                "From the first byte of a request to the first text of its answer")
            .labelNames(LABELS)
            .buckets(
                0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0,
                7.5, 10.0)
            .register(registry);
    Histogram perTokens =
        Histogram.build(
                "gen_ai_server_time_per_output_token_seconds",
                "Mean time of the tokens after the first, of one answer")
            .labelNames(LABELS)
            .buckets(0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5)
            .register(registry);
    Histogram usages =
        Histogram.build(
                "gen_ai_client_token_usage", "Tokens of a request, as the model counted them")
            .labelNames(labels("gen_ai_token_type"))
            .buckets(
                1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216,
                67108864)
            .register(registry);
    Counter estimates =
        Counter.build(
                "sidecar_estimated_tokens_total",
                "Tokens of requests whose model did not count them, estimated")
            .labelNames("gen_ai_token_type")
            .register(registry);

    duration =
        new Children<>(
            Outcome.class,
            (operation, outcome) ->
                durations.labels(operation.genAiName(), PROVIDER, model, outcome.text()));
    firstToken =
        new Children<>(
            Only.class,
            (operation, one) -> firstTokens.labels(operation.genAiName(), PROVIDER, model));
    perOutputToken =
        new Children<>(
            Only.class,
            (operation, one) -> perTokens.labels(operation.genAiName(), PROVIDER, model));
    tokens =
        new Children<>(
            Direction.class,
            (operation, direction) ->
                usages.labels(operation.genAiName(), PROVIDER, model, direction.text));
    estimated =
        new Children<>(Direction.class, (operation, direction) -> estimates.labels(direction.text));
  }

  void duration(Operation operation, Outcome outcome, long nanos) {
    if (operation.inference()) {
      duration.of(operation, outcome).observe(nanos / NANOS);
    }
  }

  void firstToken(Operation operation, long nanos) {
    if (operation.inference()) {
      firstToken.of(operation, Only.ONE).observe(nanos / NANOS);
    }
  }

  void perOutputToken(Operation operation, long nanos) {
    if (operation.inference()) {
      perOutputToken.of(operation, Only.ONE).observe(nanos / NANOS);
    }
  }

  void tokens(Operation operation, TokenCount count) {
    switch (count.source()) {
      case MODEL -> {
        tokens.of(operation, Direction.INPUT).observe((double) count.in());
        tokens.of(operation, Direction.OUTPUT).observe((double) count.out());
      }
      // The conventions forbid to report as usage what nobody counted.
      case ESTIMATED -> {
        estimated.of(operation, Direction.INPUT).inc((double) count.in());
        estimated.of(operation, Direction.OUTPUT).inc((double) count.out());
      }
      case NONE -> {}
    }
  }

  private static String[] labels(String more) {
    return Stream.concat(Stream.of(LABELS), Stream.of(more)).toArray(String[]::new);
  }
}
