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

  Sidecar sidecar();

  Pods pods();

  OwnWall ownWall();

  Cluster cluster();

  Trust trust();

  Monitoring monitoring();

  Collector collector();

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

    /** How long after its publication a bundle may still decide. */
    Optional<Duration> maxAge();

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

  /** The door of every serving pod. */
  interface Sidecar {

    /** Its image, pinned by digest. */
    String image();
  }

  /** The operator's own pods, when it runs in the cluster. */
  interface Pods {

    /**
     * Their namespace; where it is not given, nobody looks whether NetworkPolicies are enforced.
     */
    Optional<String> namespace();

    @WithDefault("app.kubernetes.io/name=drawbridge;app.kubernetes.io/component=operator")
    Map<String, String> labels();
  }

  /**
   * A wall of the installation's own, to see whether NetworkPolicies are enforced; both or none.
   */
  interface OwnWall {

    /** {@code HOST:PORT} that the operator may reach. */
    Optional<String> permitted();

    /** {@code HOST:PORT} that listens, and that no NetworkPolicy lets it reach. */
    Optional<String> forbidden();
  }

  /** What policies are told about this cluster. */
  interface Cluster {

    Optional<String> id();

    Optional<String> region();

    Optional<String> environment();
  }

  /** Whom certificates name, and who signs them. */
  interface Trust {

    /** The trust domain of SPIFFE IDs. */
    @WithDefault("drawbridge.internal")
    String domain();

    /** The ClusterIssuer of cert-manager, for Drawbridge alone: whom it signs for is let in. */
    @WithDefault("drawbridge-ca")
    String issuer();
  }

  /** Who reads metrics. */
  interface Monitoring {

    /** The namespace that may read those of serving pods; none where it is not given. */
    Optional<String> namespace();
  }

  /** The audit logs of all pods. */
  interface Collector {

    /** Folder of their copies; where it is not given, nobody collects them. */
    Optional<Path> directory();

    /** Bytes that the copies may take together. */
    @WithDefault("7730941132")
    long quota();

    /** Folder with the certificate that pods know the collector by. */
    @WithDefault("/etc/drawbridge/collector")
    Path certificates();

    /** Folder where the key of the witness is mounted, once it is made. */
    @WithDefault("/etc/drawbridge/witness")
    Path witness();

    /** At least between two cosignatures of one log that grows. */
    @WithDefault("10s")
    Duration cosignEvery();
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
