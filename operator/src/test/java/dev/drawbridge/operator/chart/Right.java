package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.AuditEntry;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * One verb on one resource, as a role grants it or as a request needs it.
 *
 * @param where in any namespace, in serving namespaces, or in the operator's own
 * @param resource with its group and subresource
 */
record Right(Place where, String resource, String verb) implements Comparable<Right> {

  enum Place {
    ANYWHERE,
    SERVING,
    OWN
  }

  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  /** What the operator's roles among these objects grant. */
  static Set<Right> granted(List<GenericKubernetesResource> objects) {
    Set<Right> rights = new TreeSet<>();
    for (GenericKubernetesResource object : objects) {
      String name = object.getKind() + "/" + object.getMetadata().getName();
      switch (name) {
        case "ClusterRole/drawbridge-operator" ->
            rights.addAll(
                of(Place.ANYWHERE, YAML.convertValue(object, ClusterRole.class).getRules()));
        case "ClusterRole/drawbridge-serving" ->
            rights.addAll(
                of(Place.SERVING, YAML.convertValue(object, ClusterRole.class).getRules()));
        case "Role/drawbridge-operator" ->
            rights.addAll(of(Place.OWN, YAML.convertValue(object, Role.class).getRules()));
        default -> {}
      }
    }
    return rights;
  }

  private static List<Right> of(Place where, List<PolicyRule> rules) {
    return rules.stream()
        .flatMap(
            rule ->
                rule.getApiGroups().stream()
                    .flatMap(
                        group ->
                            rule.getResources().stream()
                                .flatMap(
                                    resource ->
                                        rule.getVerbs().stream()
                                            .map(
                                                verb ->
                                                    new Right(
                                                        where, group + "/" + resource, verb)))))
        .toList();
  }

  /** Every right that may have been what let the request through. */
  static Stream<Right> neededFor(AuditEntry request) {
    String resource =
        request.group()
            + "/"
            + request.resource()
            + (request.subresource().isEmpty() ? "" : "/" + request.subresource());
    Stream<String> verbs =
        madeByApply(request) ? Stream.of(request.verb(), "create") : Stream.of(request.verb());
    List<Place> places =
        Stream.of(Place.values())
            .filter(place -> place != Place.SERVING || request.namespace().startsWith("md-"))
            .filter(
                place -> place != Place.OWN || request.namespace().equals(Installation.NAMESPACE))
            .toList();
    Stream<Right> direct =
        verbs.flatMap(verb -> places.stream().map(place -> new Right(place, resource, verb)));
    return madeByApply(request) && request.resource().equals("rolebindings")
        ? Stream.concat(
            direct,
            Stream.of(new Right(Place.ANYWHERE, "rbac.authorization.k8s.io/clusterroles", "bind")))
        : direct;
  }

  /** An apply of what is not there yet needs the right to create as well. */
  private static boolean madeByApply(AuditEntry request) {
    return request.verb().equals("patch") && request.code() == HttpURLConnection.HTTP_CREATED;
  }

  @Override
  public int compareTo(Right other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return where + " " + resource + " " + verb;
  }
}
