package dev.drawbridge.operator.plan;

import java.util.Map;
import java.util.TreeMap;

/** Labels on everything the operator makes. */
public final class Labels {

  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  public static final String MANAGER = "drawbridge";
  public static final String DEPLOYMENT = "drawbridge.dev/deployment";
  public static final String DEPLOYMENT_NAMESPACE = "drawbridge.dev/deployment-namespace";
  public static final String CLASSIFICATION = "drawbridge.dev/classification";

  /** On pods: a digest of the pod as it was planned, which tells old ones from new ones. */
  public static final String TEMPLATE = "drawbridge.dev/template";

  /** Set by Kubernetes on every namespace; it cannot be forged. */
  public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

  /** The labels of every serving object, and the selector of the model's pods. */
  public static Map<String, String> of(DeploymentKey key) {
    Map<String, String> labels = new TreeMap<>();
    labels.put(MANAGED_BY, MANAGER);
    labels.put(DEPLOYMENT, key.name());
    labels.put(DEPLOYMENT_NAMESPACE, key.namespace());
    return labels;
  }

  /** The same as a label selector in the API's text form. */
  public static String selector(DeploymentKey key) {
    return String.join(
        ",", of(key).entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  private Labels() {}
}
