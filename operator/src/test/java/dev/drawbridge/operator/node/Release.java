package dev.drawbridge.operator.node;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Drawbridge as an administrator installs it: by its chart, as pods, with the images that were
 * built here. It is installed once in a run of the tests, and stays.
 */
final class Release {

  private static final String LEASE = "drawbridge-operator";
  private static final String COPIES = "drawbridge-logs";
  private static final Path INSTALL = Path.of("..", "testbed", "demo", "chart");

  private static boolean installed;

  private final Testbed testbed;

  private Release(Testbed testbed) {
    this.testbed = testbed;
  }

  static synchronized Release in(Testbed testbed) {
    if (!installed) {
      testbed.run(INSTALL.toString()).orThrow();
      installed = true;
    }
    return new Release(testbed);
  }

  /** As {@code helm COMMAND drawbridge ...} of an administrator. */
  CommandResult helm(String command, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("helm", command, "drawbridge", "--namespace=" + Installation.NAMESPACE));
    all.addAll(List.of(arguments));
    return testbed.run(all.toArray(String[]::new));
  }

  /** The chart that is installed. */
  Path chart() {
    return testbed.runFolder().resolve("chart").resolve("drawbridge");
  }

  /** The operator's pods that are not about to end. */
  List<Pod> operators() {
    return testbed
        .client()
        .pods()
        .inNamespace(Installation.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  /** As if the volume of the collector had been lost, as far as one deployment is concerned. */
  void loseCopies(Served model) {
    String volume =
        testbed
            .client()
            .persistentVolumeClaims()
            .inNamespace(Installation.NAMESPACE)
            .withName(COPIES)
            .require()
            .getSpec()
            .getVolumeName();
    String folder =
        testbed
            .client()
            .persistentVolumes()
            .withName(volume)
            .require()
            .getSpec()
            .getLocal()
            .getPath();
    String name = model.seen().named().getMetadata().getName();
    Machine.of(testbed)
        .run("find", folder, "-type", "d", "-name", name, "-prune", "-exec", "rm", "-r", "{}", "+");
  }

  /** The pod that reconciles; empty when none does. */
  String leader() {
    var lease = testbed.client().leases().inNamespace(Installation.NAMESPACE).withName(LEASE).get();
    return lease == null ? "" : Objects.toString(lease.getSpec().getHolderIdentity(), "");
  }
}
