package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A running operator for the tests of one class, and everything that they have it deploy. */
public final class Stage implements AutoCloseable {

  /** For as long as nothing is written, everything is taken to have settled. */
  private static final Duration QUIET = Duration.ofMillis(1500);

  private final Testbed testbed;
  private final List<Seen> deployed = new CopyOnWriteArrayList<>();
  private RunningOperator operator;

  private Stage(Testbed testbed, RunningOperator operator) {
    this.testbed = testbed;
    this.operator = operator;
  }

  public static Stage up(Testbed testbed) {
    return up(testbed, setup -> setup);
  }

  public static Stage up(Testbed testbed, UnaryOperator<RunningOperator.Setup> wishes) {
    testbed.applyCrds(Samples.CRDS);
    Samples.applyClassifications(testbed.client());
    Installation.of(testbed);
    Stage stage = new Stage(testbed, wishes.apply(RunningOperator.with(testbed)).start());
    Remains.awaitGone(testbed.client());
    return stage;
  }

  public KubernetesClient client() {
    return testbed.client();
  }

  /** Brings in again what a test took out of the installation. */
  public void install() {
    Installation.of(testbed);
  }

  /** Another operator takes over, as after a crash or an update. */
  public void restart(UnaryOperator<RunningOperator.Setup> wishes) {
    operator.close();
    operator = wishes.apply(RunningOperator.with(testbed)).start();
  }

  public Seen deploy(ModelDeployment deployment) {
    Seen seen = Seen.of(client(), client().resource(deployment).create());
    deployed.add(seen);
    return seen;
  }

  /** Has the deployment reconciled without any change in the cluster. */
  public void reconcile(Seen seen) {
    operator.parts().inbox().deployment(DeploymentKey.of(seen.now()));
  }

  /**
   * From here on requests are counted. What earlier tests deleted has ended by then, as its end
   * would show up among them.
   */
  public AuditMark auditMark() {
    if (Remains.areThere(client())) {
      Remains.awaitGone(client());
      awaitQuiet();
    }
    return testbed.auditMark();
  }

  /** What the operator asked of the API server since the mark. */
  public List<AuditEntry> requestsSince(AuditMark mark) {
    return testbed.requestsSince(mark).stream()
        .filter(AuditEntry.byUserAgent(RunningOperator.USER_AGENT))
        .toList();
  }

  /** What the operator wrote, or tried to, since the mark. */
  public List<AuditEntry> writesSince(AuditMark mark) {
    return requestsSince(mark).stream().filter(AuditEntry::isWrite).toList();
  }

  /** Waits until the operator has stopped writing; an operator that never stops fails here. */
  public void awaitQuiet() {
    AuditMark mark = testbed.auditMark();
    AtomicInteger last = new AtomicInteger(-1);
    Awaitility.await("the operator stops writing")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .during(QUIET)
        .until(
            () -> {
              int now = writesSince(mark).size();
              return last.getAndSet(now) == now;
            });
  }

  /** Deletes what was deployed and waits for its end, which needs the operator. */
  @Override
  public void close() {
    try {
      deployed.forEach(seen -> client().resource(seen.named()).delete());
      deployed.forEach(Seen::awaitGone);
    } finally {
      operator.close(); // or it would go on beside that of the next test
    }
  }
}
