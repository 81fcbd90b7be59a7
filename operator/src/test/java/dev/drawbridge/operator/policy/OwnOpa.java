package dev.drawbridge.operator.policy;

import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real OPA process beside the testbed's, set up as an installation should, with what a test gives
 * it to decide by.
 */
final class OwnOpa implements AutoCloseable {

  private static final Path POLICIES = Path.of("..", "policies");

  private final Process process;
  private final PolicyEngine client;

  private OwnOpa(Process process, PolicyEngine client) {
    this.process = process;
    this.client = client;
  }

  /**
   * Starts one and waits until it answers as it is meant to.
   *
   * @param seen what a probe tells of it
   */
  static OwnOpa start(Testbed testbed, Path log, Predicate<EngineState> seen, String... arguments) {
    URI url = URI.create("https://%s:%d".formatted(testbed.host(), freePort()));
    List<String> command =
        new ArrayList<>(
            List.of(
                testbed.binFolder().resolve("opa").toString(),
                "run",
                "--server",
                "--addr=" + url,
                "--tls-cert-file=" + testbed.webhookCertificate(),
                "--tls-private-key-file=" + testbed.webhookKey(),
                "--authentication=token",
                "--authorization=basic",
                "--set=decision_logs.console=true",
                "--skip-version-check",
                POLICIES.resolve("opa").resolve("authz.rego").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().put("DRAWBRIDGE_OPA_TOKEN", testbed.opaToken());
    OpaConnection connection =
        new OpaConnection(url, testbed.opaTokenFile(), testbed.caFile(), Duration.ofSeconds(5));
    try {
      OwnOpa opa = new OwnOpa(builder.start(), new OpaClient(connection));
      opa.await(seen);
      return opa;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void await(Predicate<EngineState> seen) {
    PolicyGate gate = Scripted.gate(client);
    Awaitility.await("OPA answers")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .failFast("OPA ended", () -> !process.isAlive())
        .until(() -> seen.test(gate.probe(Scripted.NOW)));
  }

  PolicyEngine client() {
    return client;
  }

  /** Copies the policies as they are shipped into a bundle's folder. */
  static void copyPolicies(Path bundle, String revision, String published) throws IOException {
    try (Stream<Path> files = Files.walk(POLICIES)) {
      for (Path file : files.filter(Files::isRegularFile).filter(OwnOpa::shipped).toList()) {
        Path target = bundle.resolve(POLICIES.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Files.writeString(
        bundle.resolve(".manifest"),
        """
        {"revision": "%s", "roots": ["drawbridge", "system/log"], "rego_version": 1,
         "metadata": {"publishedAt": "%s"}}
        """
            .formatted(revision, published));
  }

  /** As in policies/build. */
  private static boolean shipped(Path file) {
    String name = String.valueOf(file.getFileName());
    boolean served = name.endsWith(".rego") || name.equals("data.yaml");
    return served && !name.endsWith("_test.rego") && !file.startsWith(POLICIES.resolve("opa"));
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
    process.destroy();
  }
}
