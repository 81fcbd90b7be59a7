package dev.drawbridge.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.TestNamespace;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the Lease when an operator ends. The whole process does so in another test. */
@OnTestbed
class OrderlyEndIT {

  private static final String OWN = "own";
  private static final boolean ALL_HAS_ENDED = true;

  private final KubernetesClient client;
  private String namespace;

  OrderlyEndIT(KubernetesClient client) {
    this.client = client;
  }

  @BeforeEach
  void in(TestNamespace own) {
    namespace = own.name();
  }

  @Test
  void theLeaseIsFreeOnceAllHasEnded() {
    isHeldBy(OWN);

    end(ALL_HAS_ENDED, to(server()));

    assertThat(lease().getSpec().getHolderIdentity()).isEmpty();
  }

  @Test
  void whereSomethingMayStillWriteTheLeaseIsKeptAndRunsOut() {
    Lease before = isHeldBy(OWN);

    end(!ALL_HAS_ENDED, to(server()));

    assertThat(lease()).isEqualTo(before);
  }

  @Test
  void theLeaseOfAnotherIsLeftAlone() {
    Lease before = isHeldBy("another");

    end(ALL_HAS_ENDED, to(server()));

    assertThat(lease()).isEqualTo(before);
  }

  @Test
  void withoutALeaseItEndsAllTheSame() {
    end(ALL_HAS_ENDED, to(server()));

    assertThat(lease()).isNull();
  }

  @Test
  void whatItWroteWithCannotWriteAnyMore() {
    KubernetesClient used = to(server());

    end(ALL_HAS_ENDED, used);

    assertThat(used.getHttpClient().isClosed()).isTrue();
  }

  /** By itself the client waits for ten seconds. */
  @Test
  @Timeout(8)
  void anApiServerThatDoesNotAnswerDoesNotKeepItFromEnding() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort();

      end(ALL_HAS_ENDED, to(url));
    }
  }

  private String server() {
    return client.getConfiguration().getMasterUrl();
  }

  private KubernetesClient to(String url) {
    Config config = new ConfigBuilder(client.getConfiguration()).withMasterUrl(url).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  private void end(boolean all, KubernetesClient used) {
    new OrderlyEnd(() -> all, used, Optional.of(namespace), OWN).run();
  }

  private Lease isHeldBy(String holder) {
    return client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withName(Leadership.LEASE)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(holder)
                .withLeaseDurationSeconds(15)
                .endSpec()
                .build())
        .create();
  }

  private Lease lease() {
    return client.leases().inNamespace(namespace).withName(Leadership.LEASE).get();
  }
}
