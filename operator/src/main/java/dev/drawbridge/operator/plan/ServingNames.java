package dev.drawbridge.operator.plan;

import java.nio.charset.StandardCharsets;

/**
 * Names of what the operator makes. Derived, never allocated: a restarted operator finds everything
 * again without having stored a name.
 */
public final class ServingNames {

  /** The one name of the workload, its Service, ServiceAccount and disruption budget. */
  public static final String MODEL = "model";

  /** The container by which consumers come in. */
  public static final String DOOR = "door";

  /** What binds the operator to its rights in the namespace. */
  public static final String OPERATOR = "drawbridge-operator";

  public static final String QUOTA = "serving";
  public static final String DENY_ALL = "deny-all";
  public static final String ALLOW_CONSUMERS = "allow-consumers";
  public static final String ALLOW_DNS = "allow-dns";
  public static final String ALLOW_OPERATOR = "allow-operator";
  public static final String ALLOW_MONITORING = "allow-monitoring";
  public static final String ADMITTED = "admitted";

  /** Begins the names of what sidecars are configured by. */
  public static final String SIDECAR = "sidecar-";

  /** Begins the names of the certificate and the Secret of each consumer. */
  public static final String CONSUMER = "consumer-";

  /** The Secret with the certificate of the door. */
  public static final String MODEL_TLS = "model-tls";

  /** The Secret with a log's keys, and the ConfigMap with the public part of them. */
  public static final String AUDIT_KEYS = "audit-keys";

  /** The Secret of the keyed hashes, with one secret for each span of 90 days. */
  public static final String AUDIT_EPOCHS = "audit-epochs";

  /**
   * Begins the names of the Secrets with the keys that wrap those of segments, one for each span.
   */
  public static final String AUDIT_KEK = "audit-kek-";

  private static final int LONGEST = 63;
  private static final int HASH_LENGTH = 10;

  /**
   * The serving namespace of a deployment: readable where it fits into 63 characters, unique by a
   * hash over namespace and name, since {@code a-b/c} and {@code a/b-c} read alike.
   */
  public static String namespace(DeploymentKey key) {
    String hash =
        Sha256.hex(key.toString().getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
    String readable = ("md-" + key.namespace() + "-" + key.name()).replace('.', '-');
    int room = LONGEST - HASH_LENGTH - 1;
    String head = readable.length() <= room ? readable : readable.substring(0, room);
    return head.replaceAll("-+$", "") + "-" + hash;
  }

  private ServingNames() {}
}
