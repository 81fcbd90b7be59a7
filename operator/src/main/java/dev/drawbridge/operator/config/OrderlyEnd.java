package dev.drawbridge.operator.config;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * How an operator ends that was told to: once nothing of it can write any more, its Lease is given
 * back, and another one leads at once.
 *
 * @param work ends what goes on, and tells whether all of it has ended
 * @param client of all that goes on; closed
 * @param leases namespace of the Lease, where there is one
 * @param instance who holds it
 */
record OrderlyEnd(
    BooleanSupplier work, KubernetesClient client, Optional<String> leases, String instance)
    implements Runnable {

  private static final int LAST_CALL_MILLIS = 1_000;

  @Override
  public void run() {
    boolean ended = work.getAsBoolean();
    client.close(); // a reconcile that is under way still cannot write while somebody else leads
    if (ended) {
      leases.ifPresent(this::giveBack);
    }
  }

  private void giveBack(String namespace) {
    try (KubernetesClient last =
        new KubernetesClientBuilder().withConfig(brief(client.getConfiguration())).build()) {
      Leadership.giveBack(last, namespace, instance);
    }
  }

  /** The end is not put off by an API server that does not answer. */
  private static Config brief(Config usual) {
    return new ConfigBuilder(usual)
        .withConnectionTimeout(LAST_CALL_MILLIS)
        .withRequestTimeout(LAST_CALL_MILLIS)
        .withRequestRetryBackoffLimit(0)
        .build();
  }
}
