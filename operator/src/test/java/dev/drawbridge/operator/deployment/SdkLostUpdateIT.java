package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.classification.DataClassificationReconciler;
import dev.drawbridge.operator.harness.DuringStatusWrite;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The framework loses a change of the spec that comes while it writes the status (java-operator-sdk
 * issue 3398); our reconcilers carry the guard against it. They do not write statuses by way of the
 * framework either, so it is shown here on reconcilers that do.
 */
@OnTestbed
class SdkLostUpdateIT {

  private static final int ROUNDS = 300;

  /** A change that was not seen after this long is seen by chance, with the next. */
  private static final Duration LOST = Duration.ofSeconds(5);

  /** Tells which generation it has seen, and does nothing else. */
  abstract static class Observer implements Reconciler<ModelDeployment> {

    @Override
    public UpdateControl<ModelDeployment> reconcile(
        ModelDeployment seen, Context<ModelDeployment> context) {
      ModelDeployment told = new ModelDeployment();
      told.setMetadata(
          new ObjectMetaBuilder()
              .withName(seen.getMetadata().getName())
              .withNamespace(seen.getMetadata().getNamespace())
              .build());
      told.setStatus(
          new ModelDeploymentStatus(
              seen.getMetadata().getGeneration(), List.of(), null, null, 0, 0, null, null, null));
      return UpdateControl.patchStatus(told);
    }
  }

  @ControllerConfiguration(
      name = "guarded-observer",
      informer = @Informer(comparableResourceVersions = false))
  static class Guarded extends Observer {}

  @ControllerConfiguration(name = "unguarded-observer")
  static class Unguarded extends Observer {}

  @BeforeAll
  static void install(Testbed testbed) {
    testbed.applyCrds(Samples.CRDS);
  }

  @Test
  void guardKeepsEveryChange(Testbed testbed, TestNamespace namespace) {
    assertThat(roundThatIsLost(new Guarded(), testbed, namespace)).isEmpty();
  }

  /** Once this fails the framework is mended, and the guard may go. */
  @Test
  void withoutTheGuardAChangeIsLost(Testbed testbed, TestNamespace namespace) {
    assertThat(roundThatIsLost(new Unguarded(), testbed, namespace)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(classes = {ModelDeploymentReconciler.class, DataClassificationReconciler.class})
  void ourReconcilersCarryTheGuard(Class<?> reconciler) {
    var configuration = reconciler.getAnnotation(ControllerConfiguration.class);

    assertThat(configuration.informer().comparableResourceVersions()).isFalse();
  }

  private static OptionalInt roundThatIsLost(
      Observer observer, Testbed testbed, TestNamespace namespace) {
    DuringStatusWrite statusWrite = new DuringStatusWrite();
    Seen seen =
        Seen.of(
            testbed.client(),
            testbed.client().resource(Samples.publicDemo(namespace.name(), "demo")).create());
    try (KubernetesClient client = client(testbed, statusWrite)) {
      Operator operator =
          new Operator(
              overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
      operator.register(observer, overrider -> overrider.settingNamespace(namespace.name()));
      operator.start();
      try {
        return IntStream.rangeClosed(1, ROUNDS)
            .filter(round -> isLost(round, seen, statusWrite))
            .findFirst();
      } finally {
        operator.stop();
      }
    }
  }

  /** The spec changes, and once more just before that is reported. */
  private static boolean isLost(int round, Seen seen, DuringStatusWrite statusWrite) {
    statusWrite.next(() -> declare(seen, "round %d, second thought".formatted(round)));
    declare(seen, "round %d".formatted(round));
    try {
      Awaitility.await()
          .atMost(LOST)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> statusWrite.isOver() && seen.isObserved());
      return false;
    } catch (ConditionTimeoutException e) {
      return true;
    }
  }

  private static void declare(Seen seen, String purpose) {
    seen.patch("{\"spec\":{\"governance\":{\"purpose\":\"%s\"}}}".formatted(purpose));
  }

  private static KubernetesClient client(Testbed testbed, DuringStatusWrite statusWrite) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(testbed.kubeconfig().toFile()))
        .withHttpClientBuilderConsumer(statusWrite::install)
        .build();
  }
}
