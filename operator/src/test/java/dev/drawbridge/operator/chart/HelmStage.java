package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Helm;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.Testbed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;

/**
 * What the steps of an installation's life work with: one Helm in a cluster that was empty when the
 * first step began, and is again after the last one.
 */
abstract class HelmStage {

  private static final String SERVING = "md-still-serving";

  @TempDir static Path folder;

  private static Optional<OperatorBeside> operator = Optional.empty();

  final Helm helm;
  final Testbed testbed;
  final HelmRelease release;
  final Installed installed;
  final Classes classes;
  final ServedNamespace serving;

  /** The chart, and where the one to upgrade to belongs. */
  final Path chart;

  final Path next;

  HelmStage(Helm helm, Testbed testbed) {
    this.helm = helm;
    this.testbed = testbed;
    this.release = new HelmRelease(testbed, helm);
    this.installed = new Installed(testbed.client());
    this.classes = new Classes(testbed);
    this.serving = new ServedNamespace(testbed, SERVING);
    this.chart = Chart.folder(testbed);
    this.next = folder.resolve(helm.name());
  }

  @BeforeParameterizedClassInvocation(injectArguments = false)
  static void begin(Testbed testbed) {
    EmptyCluster.make(testbed);
  }

  @AfterParameterizedClassInvocation(injectArguments = false)
  static void leaveNothing(Testbed testbed) {
    endOperator();
    // It can take away what either has installed.
    new HelmRelease(testbed, Helm.FOUR).uninstall("--ignore-not-found");
    new ServedNamespace(testbed, SERVING).delete();
    testbed.kubectl(
        "delete", "namespace", Installation.NAMESPACE, "--wait=false", "--ignore-not-found");
    Awaitility.await("the namespace is gone")
        .atMost(Duration.ofSeconds(60))
        .until(() -> testbed.client().namespaces().withName(Installation.NAMESPACE).get() == null);
  }

  void startOperator() {
    operator = Optional.of(OperatorBeside.of(testbed));
  }

  static void endOperator() {
    operator.ifPresent(OperatorBeside::end);
    operator = Optional.empty();
  }
}
