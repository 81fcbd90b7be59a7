package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.control.audit.KeyRecord;
import dev.drawbridge.operator.harness.Crash;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.harness.Seen;
import dev.drawbridge.operator.harness.ServingObjects;
import dev.drawbridge.operator.harness.Stage;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The operator killed between any two of its writes: another one brings everything to the same end.
 *
 * <p>One operator serves many deployments at once, and is dead for each of them after another
 * number of writes; see {@link Crash}, also for what that leaves out. A class is not tried here:
 * its reconciler makes one write, a status, and so none between which it could be killed.
 */
@OnTestbed
class CrashIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String OTHER_IMAGE =
      "registry.example.com/llama-server@sha256:" + "c".repeat(64);

  /** What each has of its own: keys are drawn, and copies of configurations have ids in them. */
  private static final Pattern OWN = Pattern.compile("ConfigMap/(audit-keys|sidecar-applied-.*)");

  private static final String KEYS = "Keys";

  /** Usually 28 or 29: each step of the pods' start that it sees is a status more. */
  private static final int MOST_FOR_A_CREATION = 36;

  private final Crash crash = new Crash();
  private final Map<Integer, Seen> deployments = new TreeMap<>();
  private Stage stage;
  private KubernetesClient client;
  private String prefix;

  /** More than the operator needs for what the test has it do; that this is so is asserted. */
  private int mostWrites;

  @BeforeEach
  void raise(Testbed testbed, KubernetesClient client, TestNamespace namespace) {
    this.client = client;
    this.prefix = namespace.name().substring(namespace.name().length() - 6);
    this.stage = Stage.up(testbed, setup -> setup.http(crash));
  }

  @AfterEach
  void strike() {
    try {
      stage.close();
    } finally {
      deployments.keySet().forEach(writes -> client.namespaces().withName(home(writes)).delete());
    }
  }

  @Test
  void bringsACreationToTheSameEnd() {
    deployments(MOST_FOR_A_CREATION, crash::after);
    awaitDeathOrEnd(Seen::ready);

    assertNoneIsReadyButWhatServes();
    restart();

    deployments.values().forEach(Seen::awaitReady);
    assertAllAlike();
  }

  @Test
  void bringsAnUpdateToTheSameEnd() {
    deployments(30, (writes, home) -> {});
    deployments.values().forEach(Seen::awaitReady);
    stage.awaitQuiet();

    deployments.forEach((writes, seen) -> crash.after(writes, home(writes)));
    deployments
        .values()
        .forEach(
            seen ->
                seen.patch(
                    "{\"spec\":{\"replicas\":2,\"consumers\":[],\"server\":{\"image\":\"%s\"}}}"
                        .formatted(OTHER_IMAGE)));
    awaitDeathOrEnd(Seen::ready);

    assertNoneIsReadyButWhatServes();
    restart();

    deployments.values().forEach(Seen::awaitReady);
    assertAllAlike();
    assertThat(snapshot(mostWrites).get("Deployment/model")).contains(OTHER_IMAGE);
    assertThat(snapshot(mostWrites)).doesNotContainKey("NetworkPolicy/allow-consumers");
  }

  @Test
  void bringsADeletionToTheSameEnd() {
    deployments(8, (writes, home) -> {});
    deployments.values().forEach(Seen::awaitReady);
    stage.awaitQuiet();

    deployments.forEach((writes, seen) -> crash.after(writes, home(writes)));
    deployments.values().forEach(Seen::delete);
    awaitDeathOrEnd(seen -> seen.now() == null);
    restart();

    deployments.values().forEach(Seen::awaitGone);
    for (Seen seen : deployments.values()) {
      assertThat(client.namespaces().withName(seen.servingNamespace()).get()).isNull();
      assertThat(seen.events(Reason.DELETED)).isNotEmpty();
    }
  }

  /** One deployment for each number of writes; each in a namespace of its own. */
  private void deployments(int most, BiConsumer<Integer, String> before) {
    mostWrites = most;
    for (int writes = 1; writes <= mostWrites; writes++) {
      String home = home(writes);
      client
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(home)
                  .addToLabels(TestNamespace.LABEL, "true")
                  .addToLabels("drawbridge.dev/consumer", "confidential")
                  .endMetadata()
                  .build())
          .create();
      before.accept(writes, home);
      ModelDeployment sample = Samples.publicDemo(home, "demo");
      deployments.put(writes, stage.deploy(withConsumer(sample, home)));
    }
  }

  private static ModelDeployment withConsumer(ModelDeployment sample, String home) {
    UnaryOperator<String> consumer =
        yaml ->
            yaml.replaceFirst(
                "(?m)^spec:\n",
                "spec:\n  consumers:\n  - name: caller\n    namespace: %s\n".formatted(home));
    return Samples.edited(sample, consumer);
  }

  /** Two digits: no name is the beginning of another. */
  private String home(int writes) {
    return "crash-%s-%02d".formatted(prefix, writes);
  }

  private void awaitDeathOrEnd(Predicate<Seen> ended) {
    deployments.forEach(
        (writes, seen) ->
            await("after " + writes + " writes")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> crash.happened(home(writes)) || ended.test(seen)));
    assertThat(crash.happened(home(1))).isTrue();
    assertThat(crash.happened(home(mostWrites))).as("all writes were tried").isFalse();
  }

  /** Half of it done must never read as all of it done. */
  private void assertNoneIsReadyButWhatServes() {
    Map<String, String> whole = snapshot(mostWrites);
    deployments.forEach(
        (writes, seen) -> {
          if (seen.ready()) {
            assertThat(snapshot(writes)).as("after %d writes", writes).isEqualTo(whole);
          }
        });
  }

  private void restart() {
    stage.restart(setup -> setup);
  }

  private void assertAllAlike() {
    stage.awaitQuiet();
    Map<String, String> reference = snapshot(mostWrites);
    List<Integer> different =
        IntStream.range(1, mostWrites)
            .filter(writes -> !snapshot(writes).equals(reference))
            .boxed()
            .toList();
    assertThat(different).as("ends differently when killed after so many writes").isEmpty();
    assertThat(reference.get(KEYS)).startsWith(KeyRecord.State.MADE.name());
  }

  /** What there is, under names that are the same for all. */
  private Map<String, String> snapshot(int writes) {
    String serving = Objects.requireNonNull(deployments.get(writes)).servingNamespace();
    Map<String, String> objects = new ServingObjects(client, serving).snapshot();
    objects.putAll(keys(serving));
    return objects.entrySet().stream()
        .filter(entry -> !OWN.matcher(entry.getKey()).matches())
        .collect(
            Collectors.toMap(
                entry -> alike(entry.getKey()),
                entry ->
                    alike(entry.getValue())
                        .replace(serving, "serving")
                        .replace(home(writes), "home")));
  }

  /** What is drawn differs, but not that it is there and what it is called. */
  private Map<String, String> keys(String serving) {
    Map<String, String> found = new TreeMap<>();
    KeyRecord.read(client.configMaps().inNamespace(serving).withName(ServingNames.AUDIT_KEYS).get())
        .ifPresent(
            record ->
                found.put(
                    KEYS,
                    "%s, epochs %s and %s"
                        .formatted(record.state(), record.epochs(), record.keks())));
    client
        .secrets()
        .inNamespace(serving)
        .withLabel(Labels.MANAGED_BY, Labels.MANAGER)
        .list()
        .getItems()
        .forEach(
            secret ->
                found.put(
                    "Secret/" + secret.getMetadata().getName(),
                    "%s, immutable %s"
                        .formatted(
                            new TreeSet<>(secret.getData().keySet()), secret.getImmutable())));
    return found;
  }

  /** Ids and digests differ, and so do names that are made of them. */
  private static String alike(String text) {
    return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "id")
        .replaceAll("(drawbridge.dev/digest\":\")sha256:[0-9a-f]{64}", "$1digest")
        .replaceAll("sidecar-[0-9a-f]{12}", "sidecar-structure");
  }
}
