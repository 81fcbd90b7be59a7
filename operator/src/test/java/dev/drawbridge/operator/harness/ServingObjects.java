package dev.drawbridge.operator.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.plan.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A serving namespace and all objects that anybody made in it, without what the API server alone
 * keeps in them: two that read alike are alike.
 */
public final class ServingObjects {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private static final Map<String, String> KINDS =
      new TreeMap<>(
          Map.of(
              "NetworkPolicy", "networking.k8s.io/v1",
              "RoleBinding", "rbac.authorization.k8s.io/v1",
              "ResourceQuota", "v1",
              "LimitRange", "v1",
              "ServiceAccount", "v1",
              "ConfigMap", "v1",
              "Certificate", "cert-manager.io/v1",
              "Service", "v1",
              "PodDisruptionBudget", "policy/v1",
              "Deployment", "apps/v1"));

  /** In every namespace, made by Kubernetes itself. */
  private static final Set<String> GIVEN = Set.of("kube-root-ca.crt", "default");

  private static final List<String> KEPT_BY_SERVER =
      List.of("uid", "resourceVersion", "generation", "creationTimestamp", "managedFields");

  private final KubernetesClient client;
  private final String namespace;

  public ServingObjects(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  /** The configuration of the door of the pods that are planned now. */
  public String configuration() {
    String name =
        client
            .apps()
            .deployments()
            .inNamespace(namespace)
            .withName("model")
            .get()
            .getSpec()
            .getTemplate()
            .getSpec()
            .getVolumes()
            .stream()
            .filter(volume -> volume.getName().equals("config"))
            .findFirst()
            .orElseThrow()
            .getConfigMap()
            .getName();
    return String.valueOf(
        client
            .configMaps()
            .inNamespace(namespace)
            .withName(name)
            .get()
            .getData()
            .get("sidecar.json"));
  }

  /** Everything by kind and name, such as {@code Deployment/model}. */
  public Map<String, String> snapshot() {
    Map<String, String> objects = new TreeMap<>();
    var found = client.namespaces().withName(namespace).get();
    if (found != null) {
      objects.put("Namespace", content(found));
    }
    KINDS.forEach(
        (kind, version) ->
            client
                .genericKubernetesResources(version, kind)
                .inNamespace(namespace)
                .list()
                .getItems()
                .stream()
                .filter(object -> !GIVEN.contains(object.getMetadata().getName()))
                .forEach(
                    object ->
                        objects.put(kind + "/" + object.getMetadata().getName(), content(object))));
    return objects;
  }

  private static String content(HasMetadata object) {
    ObjectNode tree = JSON.valueToTree(object);
    tree.remove(List.of("status", "apiVersion", "kind"));
    ObjectNode metadata = (ObjectNode) tree.path("metadata");
    metadata.remove(KEPT_BY_SERVER);
    if (metadata.path("annotations") instanceof ObjectNode annotations) {
      annotations.remove("deployment.kubernetes.io/revision");
      if (annotations.isEmpty()) {
        metadata.remove("annotations");
      }
    }
    if (tree.path("spec") instanceof ObjectNode spec) {
      spec.remove(List.of("clusterIP", "clusterIPs"));
      if (spec.at("/template/metadata/labels") instanceof ObjectNode labels) {
        // A digest over names too, which differ from deployment to deployment.
        labels.remove(Labels.TEMPLATE);
      }
    }
    return text(tree);
  }

  private static String text(JsonNode tree) {
    // By way of maps, which are written in order.
    return JSON.convertValue(tree, Map.class).isEmpty()
        ? ""
        : JSON.valueToTree(JSON.convertValue(tree, TreeMap.class)).toString();
  }

  /** Changes an object as somebody else: {@code Deployment/model} or {@code Namespace}. */
  public void patch(String object, String merge, String manager) {
    resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.JSON_MERGE)
                .withFieldManager(manager)
                .build(),
            merge);
  }

  public void delete(String object) {
    resource(object).delete();
  }

  private Resource<GenericKubernetesResource> resource(String object) {
    if (object.equals("Namespace")) {
      return client.genericKubernetesResources("v1", "Namespace").withName(namespace);
    }
    String kind = object.substring(0, object.indexOf('/'));
    return client
        .genericKubernetesResources(String.valueOf(KINDS.get(kind)), kind)
        .inNamespace(namespace)
        .withName(object.substring(kind.length() + 1));
  }

  /** Number of versions of the pod that were ever rolled out and are still remembered. */
  public int podVersions() {
    return client.apps().replicaSets().inNamespace(namespace).list().getItems().size();
  }
}
