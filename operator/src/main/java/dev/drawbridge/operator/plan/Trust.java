package dev.drawbridge.operator.plan;

import dev.drawbridge.api.v1alpha1.Consumer;
import java.util.regex.Pattern;

/**
 * Who is who in an installation: the names by which certificates call servers, consumers and the
 * collector (SPIFFE IDs, https://spiffe.io/docs/latest/spiffe-about/spiffe-concepts/), and who
 * vouches for them.
 *
 * @param cluster name of this cluster in the origins of logs
 * @param domain trust domain of the identities
 * @param issuer ClusterIssuer that signs certificates
 */
public record Trust(String cluster, String domain, String issuer) {

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?");

  /**
   * Checks what goes into identities and origins.
   *
   * @throws IllegalArgumentException where cluster or domain cannot be part of one
   */
  public Trust {
    check(cluster, "drawbridge.cluster.id");
    check(domain, "drawbridge.trust.domain");
  }

  private static void check(String name, String setting) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "%s is '%s', but must be 1 to 63 lower-case letters, digits, '-' and '.', since it is part of names in certificates and logs"
              .formatted(setting, name));
    }
  }

  /** The door of the model in that serving namespace. */
  public String server(String servingNamespace) {
    return "spiffe://%s/ns/%s/model".formatted(domain, servingNamespace);
  }

  public String consumer(Consumer consumer) {
    return "spiffe://%s/ns/%s/consumer/%s".formatted(domain, consumer.namespace(), consumer.name());
  }

  /** The only one who may fetch logs. */
  public String collector() {
    return "spiffe://%s/collector".formatted(domain);
  }
}
