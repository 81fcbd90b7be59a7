package dev.drawbridge.operator.harness;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.Labels;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier test deleted and did not wait for. Its end needs an operator, and would show up
 * among the requests that a later test counts.
 */
public final class Remains {

  public static void awaitGone(KubernetesClient client) {
    Awaitility.await("what earlier tests deleted is gone")
        .atMost(Duration.ofSeconds(60))
        .until(() -> !areThere(client));
  }

  static boolean areThere(KubernetesClient client) {
    return remains(client).findAny().isPresent();
  }

  private static Stream<HasMetadata> remains(KubernetesClient client) {
    return Stream.<HasMetadata>concat(
        client.resources(ModelDeployment.class).inAnyNamespace().list().getItems().stream()
            .filter(deployment -> goes(deployment) || goesWithItsNamespace(client, deployment)),
        client.namespaces().withLabel(Labels.MANAGED_BY, Labels.MANAGER).list().getItems().stream()
            .filter(Remains::goes));
  }

  private static boolean goes(@Nullable HasMetadata object) {
    return object != null && object.getMetadata().getDeletionTimestamp() != null;
  }

  private static boolean goesWithItsNamespace(KubernetesClient client, HasMetadata object) {
    return goes(client.namespaces().withName(object.getMetadata().getNamespace()).get());
  }

  private Remains() {}
}
