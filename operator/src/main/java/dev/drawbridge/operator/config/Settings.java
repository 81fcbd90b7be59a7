package dev.drawbridge.operator.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The operator's settings; documented in docs/operations.md. */
@ConfigMapping(prefix = "drawbridge")
public interface Settings {

  Policy policy();

  Dns dns();

  Cluster cluster();

  Deletion deletion();

  Rights rights();

  LeaderElection leaderElection();

  /** Name of this replica, in events. */
  @WithDefault("${HOSTNAME:operator}")
  String instance();

  /** Where and how policy is asked. */
  interface Policy {

    /** https address of OPA, host and port. */
    URI url();

    /** File with the bearer token that OPA expects. */
    Path tokenFile();

    /** PEM file with the certificates that OPA's own is checked against. */
    Path caFile();

    /** For a whole call; well below the webhook's own timeout. */
    @WithDefault("1s")
    Duration deadline();

    /** Policies that must have run for a decision to count. */
    @WithDefault(
        "classification-known,residency,storage-encryption,digest-pinned,ownership,consumers-allowed,bounded-resources")
    Set<String> required();

    /** The only bundle revision to accept. */
    Optional<String> pinnedRevision();

    /** Whether a decision counts that OPA does not log. */
    @WithDefault("true")
    boolean requireDecisionId();
  }

  /** The pods that models may ask for names. */
  interface Dns {

    @WithDefault("kube-system")
    String namespace();

    @WithDefault("k8s-app=kube-dns")
    Map<String, String> labels();
  }

  /** What policies are told about this cluster. */
  interface Cluster {

    Optional<String> id();

    Optional<String> region();

    Optional<String> environment();
  }

  /** What the operator binds to itself in every serving namespace; all three or none. */
  interface Rights {

    /** The ClusterRole with what it needs there. */
    Optional<String> clusterRole();

    /** The namespace of its own ServiceAccount. */
    Optional<String> namespace();

    Optional<String> serviceAccount();
  }

  /** Which of several replicas reconciles. All of them answer the webhook. */
  interface LeaderElection {

    /** The namespace of the Lease; without it this replica takes itself for the only one. */
    Optional<String> namespace();
  }

  /** How deployments end. */
  interface Deletion {

    /** After it a deployment is let go although something holds up its namespace. */
    @WithDefault("10m")
    Duration deadline();
  }
}
