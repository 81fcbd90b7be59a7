package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Helm;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The release in the test's cluster, as one version of Helm handles it. Every command is that of
 * docs/install.md; what came of it is the caller's to judge.
 */
record HelmRelease(Testbed testbed, Helm helm) {

  /** Until what Helm can wait for is ready. */
  static final String[] WAIT = {"--wait", "--timeout=120s"};

  /** The simulated nodes' own user stands for kubelets here, and cert-manager has one too. */
  private static final String USERS =
      "--set=isolation.systemUsers={kwok}," + Installation.CERT_MANAGER;

  CommandResult install(Path chart, String... options) {
    return run(List.of("install", "drawbridge", chart.toString(), USERS), options);
  }

  CommandResult upgrade(Path chart, String... options) {
    return run(List.of("upgrade", "drawbridge", chart.toString(), USERS), options);
  }

  CommandResult rollBackToTheFirst(String... options) {
    return run(List.of("rollback", "drawbridge", "1"), options);
  }

  CommandResult uninstall(String... options) {
    return run(List.of("uninstall", "drawbridge"), options);
  }

  /** Brings the chart's definitions in: the first command of an upgrade. */
  CommandResult bringDefinitions(Path chart) {
    String definitions = helm.run(testbed, "show", "crds", chart.toString()).orThrow().stdout();
    return testbed.kubectlWithInput(
        definitions,
        "apply",
        "--server-side",
        "--force-conflicts",
        "--field-manager=helm",
        "--filename=-");
  }

  private CommandResult run(List<String> command, String... options) {
    List<String> all = new ArrayList<>(command);
    all.add("--namespace=" + Installation.NAMESPACE);
    all.addAll(List.of(options));
    return helm.run(testbed, all.toArray(String[]::new));
  }
}
