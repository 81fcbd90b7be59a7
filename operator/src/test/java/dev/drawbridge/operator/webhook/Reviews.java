package dev.drawbridge.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Admission reviews as an API server sends them. */
public final class Reviews {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  public static ObjectNode create(HasMetadata object) {
    ObjectNode review = review("CREATE", object.getMetadata().getNamespace());
    request(review).set("object", tree(object));
    return review;
  }

  public static ObjectNode update(HasMetadata before, HasMetadata after) {
    ObjectNode review = review("UPDATE", before.getMetadata().getNamespace());
    request(review).put("name", before.getMetadata().getName());
    request(review).set("object", tree(after));
    request(review).set("oldObject", tree(before));
    return review;
  }

  public static ObjectNode scale(HasMetadata target, int replicas) {
    ObjectNode review = review("UPDATE", target.getMetadata().getNamespace());
    request(review).put("name", target.getMetadata().getName()).put("subResource", "scale");
    request(review).putObject("object").putObject("spec").put("replicas", replicas);
    request(review).putObject("oldObject").putObject("spec").put("replicas", 1);
    return review;
  }

  static ObjectNode request(ObjectNode review) {
    return (ObjectNode) review.path("request");
  }

  private static JsonNode tree(HasMetadata object) {
    return JSON.convertValue(object, JsonNode.class);
  }

  private static ObjectNode review(String operation, String namespace) {
    ObjectNode review = JsonNodeFactory.instance.objectNode();
    review.put("apiVersion", "admission.k8s.io/v1").put("kind", "AdmissionReview");
    ObjectNode request = review.putObject("request");
    request.put("uid", "review-1").put("operation", operation).put("namespace", namespace);
    request.put("dryRun", false);
    request.putObject("userInfo").put("username", "alice").putArray("groups").add("team");
    return review;
  }

  private Reviews() {}
}
