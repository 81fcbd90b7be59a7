package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeletionTest {

  private static final Duration DEADLINE = Duration.ofMinutes(10);

  private final SettableClock clock = new SettableClock();
  private final KnownCluster cluster = new KnownCluster();
  private final RecordingWriter writer = new RecordingWriter();
  private final Deletion deletion = new Deletion(cluster, writer, DEADLINE, clock);
  private final ModelDeployment deployment = deleted(Given.labAssistant());
  private final String name = Observed.namespaceOf(deployment);

  @Test
  void doneWhenThereIsNoServingNamespace() {
    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(progress).isEqualTo(new Deletion.Progress.Done());
    assertThat(writer.deleted()).isEmpty();
  }

  @Test
  void aNamespaceOfSomebodyElseIsLeftAlone() {
    cluster.add(KnownCluster.namespace(name, Map.of()));

    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(progress).isEqualTo(new Deletion.Progress.Done());
    assertThat(writer.deleted()).isEmpty();
  }

  @Test
  void theModelIsStoppedBeforeItsNamespaceIsTakenApart() {
    cluster.add(serving());
    cluster.add(workload());

    deletion.advance(deployment);

    assertThat(writer.deleted())
        .containsExactly(
            new ObjectKey("Deployment", name, "model"), new ObjectKey("Namespace", null, name));
  }

  @Test
  void lostRightsInTheNamespaceDoNotHoldUpItsEnd() {
    cluster.add(serving());
    cluster.add(workload());
    writer.forbid("Deployment");

    deletion.advance(deployment);

    assertThat(writer.deleted()).containsExactly(new ObjectKey("Namespace", null, name));
  }

  private Deployment workload() {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace(name)
        .withName("model")
        .endMetadata()
        .build();
  }

  @Test
  void theNamespaceIsDeletedAndWaitedFor() {
    cluster.add(serving());

    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(writer.deleted()).containsExactly(new ObjectKey("Namespace", null, name));
    assertThat(progress)
        .isInstanceOfSatisfying(
            Deletion.Progress.Waiting.class,
            waiting ->
                assertThat(waiting.report().status().conditions())
                    .singleElement()
                    .satisfies(ready -> assertThat(ready.status()).isEqualTo(ConditionStatus.FALSE))
                    .satisfies(ready -> assertThat(ready.reason()).isEqualTo("Deleting"))
                    .satisfies(ready -> assertThat(ready.message()).contains(name)));
  }

  @Test
  void itIsDeletedOnlyOnce() {
    cluster.add(goingAway());

    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(progress).isInstanceOf(Deletion.Progress.Waiting.class);
    assertThat(writer.deleted()).isEmpty();
  }

  @Test
  void theDeadlineBeginsWhenTheNamespaceIsToldToGo() {
    cluster.add(serving());
    clock.advance(DEADLINE.multipliedBy(2));

    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(progress).isInstanceOf(Deletion.Progress.Waiting.class);
    assertThat(writer.deleted()).isNotEmpty();
  }

  @Test
  void waitsUntilTheDeadlineAndNoLonger() {
    cluster.add(goingAway());
    clock.advance(DEADLINE);
    assertThat(deletion.advance(deployment)).isInstanceOf(Deletion.Progress.Waiting.class);
    clock.advance(Duration.ofSeconds(1));

    Deletion.Progress progress = deletion.advance(deployment);

    assertThat(progress)
        .isInstanceOfSatisfying(
            Deletion.Progress.GivenUp.class,
            givenUp -> assertThat(givenUp.remains()).contains(name));
  }

  private Namespace serving() {
    return KnownCluster.namespace(name, Labels.of(DeploymentKey.of(deployment)));
  }

  private Namespace goingAway() {
    Namespace namespace = serving();
    namespace.getMetadata().setDeletionTimestamp("2026-10-01T12:00:01Z");
    return namespace;
  }

  private static ModelDeployment deleted(ModelDeployment deployment) {
    deployment.getMetadata().setDeletionTimestamp("2026-10-01T12:00:00.123456Z");
    return deployment;
  }
}
