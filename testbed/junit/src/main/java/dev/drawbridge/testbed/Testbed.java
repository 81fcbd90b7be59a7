package dev.drawbridge.testbed;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The testbed that this JVM runs in. With {@code TESTBED=off} only the client, namespaces, {@link
 * #kubectl} and {@link #applyCrds} are available; the rest skips the test and says why.
 */
public final class Testbed implements AutoCloseable {

  /** The user agent of the client that tests are given. */
  public static final String USER_AGENT = "drawbridge-test";

  private final Environment environment;
  private final KubernetesClient client;

  private Testbed(Environment environment, KubernetesClient client) {
    this.environment = environment;
    this.client = client;
  }

  /** Starts what is not up yet and connects. The testbed stays up afterwards. */
  static Testbed connect(Environment environment) {
    environment.check();
    if (!environment.off()) {
      Commands.run(List.of(environment.script().toString(), "up", "--quiet"), "").orThrow();
    }
    Config config = Config.fromKubeconfig(environment.kubeconfig().toFile());
    config.setUserAgent(USER_AGENT);
    return new Testbed(environment, new KubernetesClientBuilder().withConfig(config).build());
  }

  /** An administrator's client; it lives as long as the JVM. */
  public KubernetesClient client() {
    return client;
  }

  /** The administrator's kubeconfig. */
  public Path kubeconfig() {
    return environment.kubeconfig();
  }

  /** The run directory. */
  public Path runFolder() {
    return Path.of(environment.get("TESTBED_RUN"));
  }

  /** The folder with kubectl, opa and the other programs. */
  public Path binFolder() {
    return Path.of(environment.get("TESTBED_BIN"));
  }

  /** The certificate authority of the API server, of OPA and of the webhook's certificate. */
  public Path caFile() {
    return Path.of(environment.get("TESTBED_CA_FILE"));
  }

  /** OPA's address. */
  public URI opaUrl() {
    return URI.create(environment.get("TESTBED_OPA_URL"));
  }

  /** The bearer token that OPA asks for. */
  public String opaToken() {
    return environment.get("TESTBED_OPA_TOKEN");
  }

  /** The file that holds {@link #opaToken()}. */
  public Path opaTokenFile() {
    return Path.of(environment.get("TESTBED_OPA_TOKEN_FILE"));
  }

  /** The API server's audit log. */
  public Path auditLog() {
    return Path.of(environment.get("TESTBED_AUDIT_LOG"));
  }

  /** The address at which the API server reaches a webhook in this JVM. */
  public String host() {
    return environment.get("TESTBED_HOST");
  }

  /** A serving certificate for {@link #host()}, in PEM. */
  public Path webhookCertificate() {
    return Path.of(environment.get("TESTBED_WEBHOOK_CERT"));
  }

  /** The private key of {@link #webhookCertificate()}, in PEM. */
  public Path webhookKey() {
    return Path.of(environment.get("TESTBED_WEBHOOK_KEY"));
  }

  /** The revision of the policies that OPA decides by; empty while it has none. */
  public String policyRevision() {
    return Opa.revision(opaUrl(), opaToken(), caFile());
  }

  /** Ends a daemon at once, as an outage would; {@link #start} is the way back. */
  public void stop(String daemon) {
    testbed("stop", daemon);
  }

  /** Starts a daemon and waits until it is ready. */
  public void start(String daemon) {
    testbed("start", daemon);
  }

  /** Brings the images of an archive onto the real node. */
  public void load(Path archive) {
    testbed("load", archive.toString());
  }

  private void testbed(String... arguments) {
    // Asked first, so that TESTBED=off gives its own explanation.
    environment.get("TESTBED_RUN");
    Commands.run(command(environment.script().toString(), arguments), "").orThrow();
  }

  /** Applies the CustomResourceDefinitions in a folder and waits until they are served. */
  public void applyCrds(Path folder) {
    String files = folder.toAbsolutePath().toString();
    kubectl(
            "apply",
            "--server-side",
            "--force-conflicts",
            "--field-manager=" + USER_AGENT,
            "--filename=" + files)
        .orThrow();
    kubectl("wait", "--for=condition=Established", "--timeout=30s", "--filename=" + files)
        .orThrow();
  }

  /** Runs kubectl as the administrator. */
  public CommandResult kubectl(String... arguments) {
    return kubectlWithInput("", arguments);
  }

  /** Runs kubectl with something to read, as in {@code kubectl apply --filename=-}. */
  public CommandResult kubectlWithInput(String stdin, String... arguments) {
    // From the path: there the testbed's own comes first, or it is the user's with TESTBED=off.
    return Commands.run(command("kubectl", arguments), stdin);
  }

  /** Runs a program as the administrator; the testbed's own, such as helm, are on its path. */
  public CommandResult run(String... command) {
    return runWithInput("", command);
  }

  /** The same with something to read. */
  public CommandResult runWithInput(String stdin, String... command) {
    return Commands.run(List.of(command), stdin);
  }

  /** Marks this moment in the audit log. */
  public AuditMark auditMark() {
    return audit().mark();
  }

  /** What was written to the API server, or tried, since the mark; by anybody. */
  public List<AuditEntry> writesSince(AuditMark mark) {
    return requestsSince(mark).stream().filter(AuditEntry::isWrite).toList();
  }

  /** Every request to the API server since the mark, by anybody; also the reading ones. */
  public List<AuditEntry> requestsSince(AuditMark mark) {
    return audit().since(mark);
  }

  /**
   * Every request in the audit log of a testbed, maybe another than this one, since the mark. That
   * testbed must be at rest: a request that is being answered may not be in the log yet.
   */
  public static List<AuditEntry> requestsIn(Path auditLog, AuditMark mark) {
    return AuditLog.read(auditLog, mark);
  }

  private AuditLog audit() {
    return new AuditLog(auditLog(), client);
  }

  private static List<String> command(String program, String... arguments) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    return command;
  }

  @Override
  public void close() {
    client.close();
  }
}
