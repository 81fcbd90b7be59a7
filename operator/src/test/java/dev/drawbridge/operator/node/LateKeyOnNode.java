package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Secret with the key of a span comes when the pod that names it has long been running. Here it
 * is the key of this span, kept back, since nobody can wait for the next.
 */
@OnNode
class LateKeyOnNode {

  private static final String MODELS = "/v1/models";
  private static final String REAL_NODE = "--selector=testbed.drawbridge.dev/real=true";

  /** Who may change Secrets in serving namespaces where the operator is not to do it. */
  private static final String[] SYSTEM = {"--as=kwok", "--as-group=system:masters"};

  private static final Duration MADE = Duration.ofSeconds(60);
  private static final Duration COLLECTED = Duration.ofSeconds(60);

  private static Testbed testbed;

  @BeforeAll
  static void install(Testbed given) {
    testbed = given;
    Release.in(testbed);
  }

  @Test
  void theNodeBringsItAndTheDoorTakesItWithoutARestart(@TempDir Path evidence) throws Exception {
    try (Kept kept = Kept.back("late-key")) {
      Served model = kept.model();
      model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.FALSE, Reason.AUDIT_KEY_OLD);
      Pod before = model.pod();
      try (Consumer consumer = Consumer.of(testbed, model)) {
        consumer.get(model.url(MODELS)).orThrow();

        kept.handOver();

        model.awaitReady();
        model.seen().await(ConditionType.AUDIT_ACTIVE, ConditionStatus.TRUE, Reason.VERIFIED);
        consumer.get(model.url(MODELS)).orThrow();
      }

      assertThat(model.pod().getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
      assertThat(containers(model.pod()))
          .extracting(ContainerStatus::getRestartCount)
          .containsOnly(0);
      Auditor auditor = new Auditor(testbed, model, evidence);
      await("the change of keys is in the copy, and the requests before and after it")
          .atMost(COLLECTED)
          .untilAsserted(() -> tellsOfTheChange(auditor, model));
    }
  }

  private static void tellsOfTheChange(Auditor auditor, Served model) throws Exception {
    JsonNode report = auditor.fetch().verify();
    JsonNode log = report.path("logs").path(0);

    assertThat(report.path("intact").asBoolean()).as(report.toPrettyString()).isTrue();
    assertThat(log.at("/events/inference.completed").asInt()).isEqualTo(2);
    assertThat(auditor.records(log, "key.rotated"))
        .singleElement()
        .asString()
        .contains("\"key.previous_kid\":\"%s\"".formatted(firstKey(model)));
  }

  /** The id of the key that goes on while there is none of the span. */
  private static String firstKey(Served model) {
    ConfigMap keys =
        testbed
            .client()
            .configMaps()
            .inNamespace(model.seen().servingNamespace())
            .withName(ServingNames.AUDIT_KEYS)
            .get();
    return Objects.requireNonNull(keys.getData().get("kek.kid"));
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    return Stream.concat(
        pod.getStatus().getInitContainerStatuses().stream(),
        pod.getStatus().getContainerStatuses().stream());
  }

  /** A model whose pod has started without the key of this span. */
  private record Kept(Served model, Secret key) implements AutoCloseable {

    static Kept back(String name) {
      Kept kept = beforeThePodStarts(name);
      await("its pod").atMost(MADE).until(() -> !kept.model().pods().isEmpty());
      testbed
          .kubectl(
              "wait",
              "--for=condition=Ready",
              "pod",
              "--all",
              "-n",
              kept.model().seen().servingNamespace(),
              "--timeout=170s")
          .orThrow();
      return kept;
    }

    /** A node that has once read an immutable Secret does not ask for it again. */
    private static Kept beforeThePodStarts(String name) {
      testbed.kubectl("cordon", REAL_NODE).orThrow();
      try {
        Served model =
            Served.applied(testbed, Served.tinyLlamaManifest(testbed, name, Kept::onRealNode));
        return new Kept(model, madeAndTakenAway(model.seen().servingNamespace()));
      } finally {
        testbed.kubectl("uncordon", REAL_NODE).orThrow();
      }
    }

    private static String onRealNode(String manifest) {
      return manifest.replace("spec:\n", "spec:\n  placement: {regions: [de-frankfurt]}\n");
    }

    private static Secret madeAndTakenAway(String namespace) {
      await("the keys are made, those without which no pod starts last")
          .atMost(MADE)
          .until(() -> secrets(namespace).anyMatch(ServingNames.AUDIT_EPOCHS::equals));
      String ofThisSpan =
          secrets(namespace)
              .filter(secret -> secret.startsWith(ServingNames.AUDIT_KEK))
              .min(Comparator.naturalOrder())
              .orElseThrow();
      Secret key = testbed.client().secrets().inNamespace(namespace).withName(ofThisSpan).require();
      asSystem("", "delete", "secret", ofThisSpan, "-n", namespace);
      return key;
    }

    private static Stream<String> secrets(String namespace) {
      return testbed.client().secrets().inNamespace(namespace).list().getItems().stream()
          .map(secret -> secret.getMetadata().getName());
    }

    void handOver() {
      Secret again =
          new SecretBuilder(key)
              .withNewMetadata()
              .withName(key.getMetadata().getName())
              .withNamespace(key.getMetadata().getNamespace())
              .withLabels(key.getMetadata().getLabels())
              .endMetadata()
              .build();
      asSystem(new KubernetesSerialization().asYaml(again), "create", "--filename=-");
    }

    private static void asSystem(String stdin, String... arguments) {
      String[] command =
          Stream.concat(Stream.of(arguments), Stream.of(SYSTEM)).toArray(String[]::new);
      testbed.kubectlWithInput(stdin, command).orThrow();
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
