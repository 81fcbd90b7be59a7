package dev.drawbridge.api.v1alpha1;

/** Names every part of the product shares. */
public final class Drawbridge {

  /** The API group; also the prefix of the labels and annotations that others may read. */
  public static final String GROUP = "drawbridge.dev";

  /** The only served and stored version. */
  public static final String VERSION = "v1alpha1";

  /** Standard node label whose values {@code regions} lists. */
  public static final String REGION_LABEL = "topology.kubernetes.io/region";

  /** Node label; {@code "true"} on nodes that stand on the organisation's own premises. */
  public static final String PREMISES_LABEL = "drawbridge.dev/premises";

  /**
   * StorageClass label; {@code "true"} where the security team vouches that the class encrypts,
   * although its parameters do not show it.
   */
  public static final String ENCRYPTED_LABEL = "drawbridge.dev/encrypted";

  /** The port of the only door into a serving pod; no model server may take it. */
  public static final int DOOR_PORT = 8443;

  /** Where the door tells kubelet and operator how the pod is. */
  public static final int HEALTH_PORT = 8444;

  /** Where nobody may come in; whoever does has shown that the walls are not enforced. */
  public static final int TRIPWIRE_PORT = 8445;

  /** Where monitoring reads the door's metrics. */
  public static final int METRICS_PORT = 8446;

  /** Where the collector reads the door's log. */
  public static final int LOG_PORT = 8447;

  private Drawbridge() {}
}
