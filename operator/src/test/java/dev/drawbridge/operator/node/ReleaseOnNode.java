package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.TestNamespace;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What an administrator does with an installation that serves. */
@OnNode
class ReleaseOnNode {

  /** 128 and the number of SIGTERM: how a program ends that was told to. */
  private static final int TOLD_TO_END = 143;

  private final Testbed testbed;
  private final KubernetesClient client;
  private final Release release;

  ReleaseOnNode(Testbed testbed, KubernetesClient client) {
    this.testbed = testbed;
    this.client = client;
    this.release = Release.in(testbed);
  }

  @Test
  void passesItsOwnTest() {
    CommandResult tested = release.helm("test", "--timeout=2m").orThrow();

    assertThat(tested.stdout()).contains("Phase:          Succeeded");
  }

  @Test
  void anUpgradeIsNotNoticedByAnybody(TestNamespace namespace) {
    List<String> before =
        release.operators().stream().map(pod -> pod.getMetadata().getName()).toList();
    try (Served model = Served.example(testbed, "tiny-llama.yaml");
        Endings endings = Endings.watch(client);
        Applying applying = Applying.start(client, namespace.name())) {
      AuditMark mark = testbed.auditMark();

      release
          .helm(
              "upgrade",
              release.chart().toString(),
              "--reuse-values",
              "--set-string=operator.podAnnotations.example\\.com/upgraded=" + Instant.now(),
              "--wait",
              "--timeout=4m")
          .orThrow();
      await("the pods of before are gone, and said how they ended")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  endings.codes().keySet().containsAll(before)
                      && release.operators().size() == 2
                      && release.operators().stream()
                          .noneMatch(pod -> before.contains(pod.getMetadata().getName())));
      await("another pod leads")
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  release.operators().stream()
                      .anyMatch(pod -> pod.getMetadata().getName().equals(release.leader())));
      model.awaitReady();

      assertThat(applying.failures()).isEmpty();
      assertThat(applying.count()).isPositive();
      assertThat(endings.codes()).allSatisfy((pod, code) -> assertThat(code).isIn(0, TOLD_TO_END));
      assertThat(testbed.writesSince(mark))
          .filteredOn(AuditEntry.byUser(Installation.USER))
          .filteredOn(entry -> entry.namespace().equals(model.seen().servingNamespace()))
          .isEmpty();
      print("%d dry runs during the upgrade, none failed".formatted(applying.count()));
    }
  }

  /** Somebody who applies all the time, without leaving anything. */
  private record Applying(
      Thread thread, Queue<String> failures, AtomicInteger done, AtomicInteger ending)
      implements AutoCloseable {

    static Applying start(KubernetesClient client, String namespace) {
      Queue<String> failures = new ConcurrentLinkedQueue<>();
      AtomicInteger done = new AtomicInteger();
      AtomicInteger ending = new AtomicInteger();
      ModelDeployment deployment = Samples.publicDemo(namespace, "demo");
      Thread thread =
          Thread.startVirtualThread(
              () -> {
                while (ending.get() == 0) {
                  try {
                    client.resource(deployment).dryRun().create();
                    done.incrementAndGet();
                  } catch (KubernetesClientException e) {
                    failures.add(Instant.now() + " " + e.getMessage());
                  }
                }
              });
      return new Applying(thread, failures, done, ending);
    }

    int count() {
      return done.get();
    }

    @Override
    public void close() {
      ending.set(1);
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * With which code each of the operator's pods ended; an informer, which outlives a lost watch.
   */
  private record Endings(Map<String, Integer> codes, SharedIndexInformer<Pod> pods)
      implements AutoCloseable {

    static Endings watch(KubernetesClient client) {
      Map<String, Integer> codes = new ConcurrentHashMap<>();
      return new Endings(
          codes,
          client
              .pods()
              .inNamespace(Installation.NAMESPACE)
              .withLabel("app.kubernetes.io/component", "operator")
              .inform(new Notes(codes)));
    }

    @Override
    public void close() {
      pods.stop();
    }
  }

  private record Notes(Map<String, Integer> codes) implements ResourceEventHandler<Pod> {

    @Override
    public void onAdd(Pod pod) {
      note(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
      note(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unsure) {
      note(pod);
    }

    private void note(Pod pod) {
      pod.getStatus().getContainerStatuses().stream()
          .map(status -> status.getState().getTerminated())
          .filter(ContainerStateTerminated.class::isInstance)
          .forEach(end -> codes.put(pod.getMetadata().getName(), end.getExitCode()));
    }
  }

  @SuppressWarnings("SystemOut") // a figure for whoever reads the build
  private static void print(String figure) {
    System.out.println("real node: " + figure);
  }
}
