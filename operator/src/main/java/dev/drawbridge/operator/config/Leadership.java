package dev.drawbridge.operator.config;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which replica reconciles. The others keep their caches and answer the webhook, so that one of
 * them can take over without reading the cluster first.
 */
final class Leadership {

  static final String LEASE = "drawbridge-operator";

  /** To the framework, a Lease that anybody may take. */
  private static final String NOBODY = "";

  private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);

  /** A dead leader is missed after this. */
  private static final Duration LEASE_DURATION = Duration.ofSeconds(15);

  /** A leader that cannot renew gives up after this; the rest is for its end. */
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);

  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Less than lies between the two: nobody else leads before a former leader is gone. */
  private static final Duration LONGEST_END = Duration.ofSeconds(4);

  /** It would wait for ever where it is the operator's end that ends the leadership. */
  private static final boolean EXIT_BY_FRAMEWORK = false;

  /**
   * Takes part.
   *
   * @param lead what else than reconciling the leader does
   */
  static LeaderElectionConfiguration contest(String namespace, String instance, Runnable lead) {
    return new LeaderElectionConfiguration(
        LEASE,
        namespace,
        LEASE_DURATION,
        RENEW_DEADLINE,
        RETRY,
        instance,
        new LeaderCallbacks(
            () -> {
              LOG.info("{} reconciles from now on", instance);
              lead.run();
            },
            Leadership::end,
            leader -> LOG.info("{} leads", leader)),
        EXIT_BY_FRAMEWORK);
  }

  /** Nobody may reconcile without the lease: a new process starts as a follower. */
  private static void end() {
    Thread.ofPlatform().daemon().name("end-of-leadership").start(Leadership::haltWhenStuck);
    if (!ApplicationLifecycleManager.isVmShuttingDown()) {
      LOG.info("does not lead any more; ending, to be started anew as a follower");
      Quarkus.asyncExit(1);
    }
  }

  /**
   * Gives the lease back if this replica has it, so that nobody waits until it has run out; the
   * framework does not. To be called when nothing here can write any more.
   *
   * @param client one that nobody else has
   */
  static void giveBack(KubernetesClient client, String namespace, String instance) {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(LEASE).get();
      if (lease != null && isHeld(lease.getSpec(), instance)) {
        lease.getSpec().setHolderIdentity(NOBODY);
        client.resource(lease).update();
        LOG.info("{} has given the Lease {} back", instance, LEASE);
      }
    } catch (KubernetesClientException e) {
      LOG.warn("the Lease {} could not be given back, so it runs out by itself", LEASE, e);
    }
  }

  private static boolean isHeld(@Nullable LeaseSpec spec, String instance) {
    return spec != null && instance.equals(spec.getHolderIdentity());
  }

  private static void haltWhenStuck() {
    try {
      Thread.sleep(LONGEST_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(1);
  }

  private Leadership() {}
}
