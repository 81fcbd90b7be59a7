package dev.drawbridge.cli.cluster;

import dev.drawbridge.audit.export.ArchivedFile;
import dev.drawbridge.audit.export.Selection;
import dev.drawbridge.cli.failure.CommandFailure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an installation of Drawbridge has for an auditor. */
public final class Installation {

  /**
   * How the operator's container writes its copies to standard output. An admission policy of the
   * chart lets auditors start this and nothing else.
   */
  static final List<String> EXPORT =
      List.of(
          "/opt/java/bin/java",
          "-Xmx32m",
          "-XX:TieredStopAtLevel=1",
          "-cp",
          "/app/lib/main/*",
          "dev.drawbridge.audit.export.Export");

  private static final String WITNESS = "drawbridge-witness";
  private static final String LABEL = "drawbridge.dev/deployment";
  private static final String INSTALLED =
      "name the operator's namespace with --namespace and its cluster with --context";

  private final Kubectl kubectl;
  private final String namespace;

  /** The last checkpoint of a log that the witness cosigned, as it remembers it. */
  public record Remembered(String origin, String note) {}

  /** The key of the logs of a deployment, {@code NAMESPACE/NAME}. */
  public record LogKey(String deployment, String vkey) {}

  /**
   * An installation.
   *
   * @param namespace of the operator
   */
  public Installation(Kubectl kubectl, String namespace) {
    this.kubectl = kubectl;
    this.namespace = namespace;
  }

  /** The pod that collects the logs. */
  public String leader() {
    String about = "Lease drawbridge-operator in namespace " + namespace;
    String holder =
        kubectl
            .json(about, INSTALLED, "get", "lease", "drawbridge-operator", in(namespace))
            .at("spec", "holderIdentity")
            .text();
    if (holder.isEmpty()) {
      throw CommandFailure.unreadable(
          about,
          "it names no leader, so nobody collects logs",
          "try again in a few seconds; if it stays so, see with kubectl get pods -n %s why no operator runs"
              .formatted(namespace));
    }
    return holder;
  }

  /** The key of the witness. */
  public String witness() {
    String about = "ConfigMap %s in namespace %s".formatted(WITNESS, namespace);
    String missing = "wait for the operator's first leader, which makes it; " + INSTALLED;
    String vkey =
        kubectl
            .json(about, missing, "get", "configmap", WITNESS, in(namespace))
            .at("data", "witness.vkey")
            .text();
    if (vkey.isBlank()) {
      throw CommandFailure.unreadable(about, "it has no witness.vkey", missing);
    }
    return vkey.strip();
  }

  /** The keys of logs, of deployments that there are; what is deleted has none here any more. */
  public List<LogKey> logKeys(Selection selection) {
    Map<String, String> deployments = servingNamespaces(selection);
    List<LogKey> keys = new ArrayList<>();
    JsonTree published =
        kubectl.json(
            "ConfigMaps audit-keys of serving namespaces",
            INSTALLED,
            "get",
            "configmaps",
            "--all-namespaces",
            "--field-selector=metadata.name=audit-keys");
    for (JsonTree one : published.at("items").items()) {
      // Anybody can call a ConfigMap so; only the operator marks a namespace as a serving one.
      String deployment = deployments.get(one.at("metadata", "namespace").text());
      String vkey = one.at("data", "log.vkey").text().strip();
      if (deployment != null && !vkey.isEmpty()) {
        keys.add(new LogKey(deployment, vkey));
      }
    }
    return keys;
  }

  private Map<String, String> servingNamespaces(Selection selection) {
    Map<String, String> deployments = new HashMap<>();
    JsonTree namespaces =
        kubectl.json("serving namespaces", INSTALLED, "get", "namespaces", "--selector=" + LABEL);
    for (JsonTree one : namespaces.at("items").items()) {
      String home = one.at("metadata", "labels", LABEL + "-namespace").text();
      String name = one.at("metadata", "labels", LABEL).text();
      if (selection.includes(home, name)) {
        deployments.put(one.at("metadata", "name").text(), home + "/" + name);
      }
    }
    return deployments;
  }

  /** What the witness remembers. */
  public List<Remembered> remembered(Selection selection) {
    JsonTree memory =
        kubectl.json(
            "ConfigMaps of the witness in namespace " + namespace,
            INSTALLED,
            "get",
            "configmaps",
            in(namespace),
            "--selector=app.kubernetes.io/component=witness");
    return memory.at("items").items().stream()
        .map(one -> new Remembered(one.at("data", "origin").text(), one.at("data", "note").text()))
        .filter(one -> ArchivedFile.isOrigin(one.origin()) && selection.includes(one.origin()))
        .toList();
  }

  /** The leader's copies, as an archive. */
  public <T> T export(String leader, Selection selection, Kubectl.Reader<T> reader) {
    List<String> arguments =
        new ArrayList<>(List.of("exec", in(namespace), leader, "--container=operator", "--"));
    arguments.addAll(EXPORT);
    selection.deployments().stream().sorted().forEach(arguments::add);
    return kubectl.stream(
        "the copies in pod " + leader, "another pod leads meanwhile: try again", reader, arguments);
  }

  private static String in(String namespace) {
    return "--namespace=" + namespace;
  }
}
