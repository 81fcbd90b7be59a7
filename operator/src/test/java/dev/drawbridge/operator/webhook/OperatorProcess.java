package dev.drawbridge.operator.webhook;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The operator as it is shipped: the built application in a process of its own. */
final class OperatorProcess implements AutoCloseable {

  private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final String webhook;
  private final String management;

  private OperatorProcess(Process process, Path log, String webhook, String management) {
    this.process = process;
    this.log = log;
    this.webhook = webhook;
    this.management = management;
  }

  /** Starts it with the rights of the chart and waits until it is ready. */
  static OperatorProcess start(Testbed testbed, Path log) {
    return start(testbed, log, Map.of());
  }

  static OperatorProcess start(Testbed testbed, Path log, Map<String, String> settings) {
    Installation.of(testbed);
    int webhook = freePort();
    int management = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-jar",
                APPLICATION.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "KUBECONFIG",
                    Installation.kubeconfig(testbed, Path.of(log + ".kubeconfig")).toString(),
                "DRAWBRIDGE_POLICY_URL", testbed.opaUrl().toString(),
                "DRAWBRIDGE_POLICY_TOKEN_FILE", testbed.opaTokenFile().toString(),
                "DRAWBRIDGE_POLICY_CA_FILE", testbed.caFile().toString(),
                "DRAWBRIDGE_SIDECAR_IMAGE", Given.DOOR_IMAGE,
                "DRAWBRIDGE_WEBHOOK_CERTIFICATE", testbed.webhookCertificate().toString(),
                "DRAWBRIDGE_WEBHOOK_KEY", testbed.webhookKey().toString(),
                "DRAWBRIDGE_WEBHOOK_PORT", String.valueOf(webhook),
                "DRAWBRIDGE_MANAGEMENT_PORT", String.valueOf(management)));
    builder.environment().put("DRAWBRIDGE_RIGHTS_CLUSTER_ROLE", Installation.RIGHTS.clusterRole());
    builder.environment().put("DRAWBRIDGE_RIGHTS_NAMESPACE", Installation.RIGHTS.namespace());
    builder
        .environment()
        .put("DRAWBRIDGE_RIGHTS_SERVICE_ACCOUNT", Installation.RIGHTS.serviceAccount());
    builder.environment().putAll(settings);
    try {
      OperatorProcess operator =
          new OperatorProcess(
              builder.start(),
              log,
              "https://%s:%d".formatted(testbed.host(), webhook),
              "http://127.0.0.1:%d".formatted(management));
      operator.awaitReady();
      return operator;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady() {
    Awaitility.await("operator is ready; its log is " + log)
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .failFast("the operator ended", () -> !process.isAlive())
        .until(() -> get("/q/health/ready").statusCode() == 200);
  }

  /** The chart's webhook configuration, made to fit this process. */
  String webhookConfiguration(Testbed testbed) {
    try {
      String ca = Base64.getEncoder().encodeToString(Files.readAllBytes(testbed.caFile()));
      return Chart.in(testbed)
          .show(List.of("webhook.yaml"))
          .set("webhook.external.url=" + webhook, "webhook.external.caBundle=" + ca)
          .render();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What `helm test` would run, made to fit this process. */
  List<String> chartsTest(Testbed testbed) {
    List<String> arguments =
        Chart.in(testbed)
            .show(List.of("tests/installation.yaml"))
            .objects()
            .getFirst()
            .get("spec", "containers", 0, "args");
    String service = "drawbridge-operator.%s.svc".formatted(Installation.NAMESPACE);
    return arguments.stream()
        .map(
            one ->
                one.replace("http://" + service + ":9000", management)
                    .replace("https://" + service + ":443", webhook)
                    .replace("/etc/ca/ca.crt", testbed.caFile().toString()))
        .toList();
  }

  /** Asks on the management port. */
  HttpResponse<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(URI.create(management + path)).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  List<String> log() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where the webhook answers. */
  URI webhook(String path) {
    return URI.create(webhook + path);
  }

  /** Asks it to end, as a kubelet does. */
  void tellToEnd() {
    process.destroy();
  }

  /** Asks it to end, and tells whether it did in time. */
  boolean endsWithin(Duration time) {
    tellToEnd();
    return awaitEnd(time);
  }

  /** Ends it as the loss of its machine would. */
  void kill() {
    process.destroyForcibly();
    awaitEnd(PATIENCE);
  }

  boolean hasEnded() {
    return !process.isAlive();
  }

  int exitCode() {
    return process.exitValue();
  }

  private boolean awaitEnd(Duration time) {
    try {
      return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    http.close();
  }
}
