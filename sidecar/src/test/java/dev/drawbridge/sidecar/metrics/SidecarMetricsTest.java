package dev.drawbridge.sidecar.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.inspection.TokenCount.Source;
import dev.drawbridge.sidecar.protocol.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SidecarMetricsTest {

  private static final String CHAT =
      "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"drawbridge\",gen_ai_request_model=\"mistral\"";

  private final TestReadings log = new TestReadings();
  private final SidecarMetrics metrics = SidecarMetrics.of("mistral", log);

  @Test
  void aRequestIsCountedByWhatItAskedForAndHowItEnded() {
    metrics.completed(Operation.CHAT, Outcome.OK, millis(15));
    metrics.completed(Operation.CHAT, Outcome.of(500), millis(90_000));
    metrics.completed(Operation.MODELS, Outcome.of(404), millis(1));
    metrics.completed(Operation.CHAT, Outcome.ABORTED, millis(1));

    assertThat(lines())
        .contains(
            "sidecar_requests_total{op=\"chat\",error_type=\"\",} 1.0",
            "sidecar_requests_total{op=\"chat\",error_type=\"5xx\",} 1.0",
            "sidecar_requests_total{op=\"models\",error_type=\"4xx\",} 1.0",
            "sidecar_requests_total{op=\"chat\",error_type=\"aborted\",} 1.0",
            bucket("gen_ai_server_request_duration_seconds", "error_type=\"\"", "0.01", 0),
            bucket("gen_ai_server_request_duration_seconds", "error_type=\"\"", "0.02", 1),
            bucket("gen_ai_server_request_duration_seconds", "error_type=\"5xx\"", "81.92", 0),
            bucket("gen_ai_server_request_duration_seconds", "error_type=\"5xx\"", "+Inf", 1));
  }

  @Test
  void aListOfModelsIsNoInference() {
    metrics.completed(Operation.MODELS, Outcome.OK, millis(1));
    metrics.firstToken(Operation.MODELS, millis(1));
    metrics.perOutputToken(Operation.MODELS, millis(1));
    metrics.tokens(Operation.MODELS, TokenCount.NONE);

    assertThat(lines()).noneMatch(line -> line.startsWith("gen_ai_"));
  }

  @Test
  void timesOfTokensAreInSeconds() {
    metrics.firstToken(Operation.CHAT, millis(200));
    metrics.perOutputToken(Operation.CHAT, millis(40));

    assertThat(lines())
        .contains(
            "gen_ai_server_time_to_first_token_seconds_sum{%s,} 0.2".formatted(CHAT),
            "gen_ai_server_time_per_output_token_seconds_sum{%s,} 0.04".formatted(CHAT));
  }

  @Test
  void usageIsWhatTheModelCountedAndEstimatesStandApart() {
    metrics.tokens(Operation.CHAT, new TokenCount(11, 7, OptionalLong.empty(), Source.MODEL));
    metrics.tokens(Operation.CHAT, new TokenCount(100, 50, OptionalLong.empty(), Source.ESTIMATED));

    assertThat(lines())
        .contains(
            "gen_ai_client_token_usage_sum{%s,gen_ai_token_type=\"input\",} 11.0".formatted(CHAT),
            "gen_ai_client_token_usage_sum{%s,gen_ai_token_type=\"output\",} 7.0".formatted(CHAT),
            "sidecar_estimated_tokens_total{gen_ai_token_type=\"input\",} 100.0",
            "sidecar_estimated_tokens_total{gen_ai_token_type=\"output\",} 50.0");
  }

  @Test
  void refusalsAreCountedByRule() {
    metrics.refused(Rule.QUOTA_TOKENS);
    metrics.refused(Rule.QUOTA_TOKENS);
    metrics.handshakeFailed(HandshakeFailure.NO_CERTIFICATE);
    metrics.refusalNotRecorded();

    assertThat(lines())
        .contains(
            "sidecar_refusals_total{rule_id=\"quota.tokens\",} 2.0",
            "sidecar_refusals_total{rule_id=\"quota.requests\",} 0.0",
            "sidecar_handshake_failures_total{reason=\"no-certificate\",} 1.0",
            "audit_refusals_unrecorded_total 1.0");
  }

  @Test
  void whatIsOpenGoesUpAndDown() {
    metrics.requestBegan();
    metrics.requestBegan();
    metrics.requestEnded();
    metrics.connectionOpened();
    metrics.connectionOpened();
    metrics.connectionClosed();
    metrics.bufferedBytes(4096);
    metrics.overhead(millis(3));

    assertThat(lines())
        .contains(
            "sidecar_requests_in_flight 1.0",
            "sidecar_connections 1.0",
            "sidecar_buffered_bytes 4096.0",
            "sidecar_overhead_seconds_sum 0.003");
  }

  @Test
  void theLogIsAskedWhenThePageIsMade() {
    log.entries = 5;
    metrics.durable(millis(2));
    metrics.gap();

    assertThat(lines())
        .contains(
            "audit_entries_total 5.0",
            "audit_unshipped_records 3.0",
            "audit_dropped_records_total 1.0",
            "audit_log_used_bytes 1000.0",
            "audit_checkpoint_age_seconds NaN",
            "audit_log_writable 1.0",
            "audit_gaps_total 1.0",
            "audit_durable_lag_seconds_sum 0.002");
    log.entries = 6;
    assertThat(lines()).contains("audit_entries_total 6.0");
  }

  @Test
  void aRefusedConfigurationShowsUntilAValidOneComes() {
    metrics.configApplied(7);
    assertThat(lines()).contains("audit_config_valid 1.0", "audit_config_generation 7.0");

    metrics.configRefused();
    assertThat(lines())
        .contains(
            "audit_config_valid 0.0",
            "audit_config_generation 7.0",
            "audit_config_reload_failures_total 1.0");

    metrics.configApplied(8);
    assertThat(lines()).contains("audit_config_valid 1.0", "audit_config_reloads_total 2.0");
  }

  @Test
  void theDocumentListsEveryMetricWithTypeAndLabels() throws Exception {
    everything();
    Set<String> documented =
        Files.readAllLines(Path.of("../docs/sidecar-metrics.md")).stream()
            .map(Pattern.compile("\\| `([a-z_]+)` \\| (\\w+) \\|([^|]*)\\|.*")::matcher)
            .filter(matcher -> matcher.matches())
            .map(row -> "%s %s [%s]".formatted(row.group(1), row.group(2), labels(row.group(3))))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(registered()).isEqualTo(documented);
  }

  @Test
  void noMetricHasAConsumerAsALabel() {
    everything();

    assertThat(registered())
        .allSatisfy(
            metric ->
                assertThat(metric.replaceFirst(".*\\[", ""))
                    .doesNotContain("consumer", "spiffe", "user", "peer"));
  }

  @Test
  void thePageIsOfTheFormatItSaysAndHasNoTimesOfCreation() {
    everything();

    assertThat(metrics.page().contentType()).startsWith("text/plain; version=0.0.4");
    assertThat(lines())
        .allMatch(line -> line.matches("[a-z_]+(\\{.*})? (NaN|[+-]?[0-9.]+(E-?\\d+)?)"))
        .noneMatch(line -> line.contains("_created"));
  }

  private void everything() {
    metrics.completed(Operation.CHAT, Outcome.OK, 1);
    metrics.firstToken(Operation.CHAT, 1);
    metrics.perOutputToken(Operation.CHAT, 1);
    metrics.tokens(Operation.CHAT, new TokenCount(1, 1, OptionalLong.empty(), Source.MODEL));
    metrics.tokens(Operation.CHAT, new TokenCount(1, 1, OptionalLong.empty(), Source.ESTIMATED));
  }

  /** Name, type and labels of what the page has, but for buckets. */
  private Set<String> registered() {
    String page = new String(metrics.page().render(), UTF_8);
    return Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$")
        .matcher(page)
        .results()
        .map(type -> "%s %s [%s]".formatted(type.group(1), type.group(2), labelsOf(type, page)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String labelsOf(MatchResult type, String page) {
    return Pattern.compile("(?m)^" + type.group(1) + "(_count)?\\{(.*),} .*$")
        .matcher(page)
        .results()
        .findFirst()
        .map(sample -> sample.group(2).replaceAll("=\"[^\"]*\"", "").replace(",", " "))
        .orElse("");
  }

  private static String labels(String cell) {
    return cell.replace("`", "").replace(",", "").strip();
  }

  private List<String> lines() {
    return new String(metrics.page().render(), UTF_8)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .toList();
  }

  private static String bucket(String name, String label, String most, int count) {
    return "%s_bucket{%s,%s,le=\"%s\",} %d.0".formatted(name, CHAT, label, most, count);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static final class TestReadings implements LogReadings {

    private long entries;

    @Override
    public long entries() {
      return entries;
    }

    @Override
    public long unshippedRecords() {
      return 3;
    }

    @Override
    public long droppedRecords() {
      return 1;
    }

    @Override
    public long usedBytes() {
      return 1_000;
    }

    @Override
    public double checkpointAgeSeconds() {
      return Double.NaN;
    }

    @Override
    public boolean writable() {
      return true;
    }
  }
}
