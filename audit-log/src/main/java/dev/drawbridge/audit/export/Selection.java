package dev.drawbridge.audit.export;

import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose logs are wanted.
 *
 * @param deployments {@code NAMESPACE/NAME} of each; empty for all
 */
public record Selection(Set<String> deployments) {

  private static final Pattern DEPLOYMENT = Pattern.compile("[-a-z0-9]+/[-.a-z0-9]+");

  public Selection {
    deployments = Set.copyOf(deployments);
  }

  /**
   * Reads what somebody asks for.
   *
   * @throws IllegalArgumentException if one is not {@code NAMESPACE/NAME}
   */
  public static Selection of(Collection<String> deployments) {
    for (String one : deployments) {
      if (!DEPLOYMENT.matcher(one).matches()) {
        throw new IllegalArgumentException("'%s' is not NAMESPACE/NAME".formatted(one));
      }
    }
    return new Selection(Set.copyOf(deployments));
  }

  /** Whether a log is wanted. */
  public boolean includes(String origin) {
    String[] parts = origin.split("/", -1);
    return parts.length > 2 && includes(parts[1], parts[2]);
  }

  /** Whether the logs of a deployment are wanted. */
  public boolean includes(String namespace, String name) {
    return deployments.isEmpty() || deployments.contains(namespace + "/" + name);
  }
}
