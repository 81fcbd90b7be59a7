package dev.drawbridge.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import java.util.ArrayList;
import java.util.List;

/**
 * One request of an AdmissionReview (admission.k8s.io/v1).
 *
 * @param namespace empty for objects without one
 * @param subresource empty when the object itself is written
 * @param object as it would be stored
 * @param oldObject as it is stored; a missing node on creation
 */
record AdmissionCall(
    String uid,
    Operation operation,
    boolean dryRun,
    User user,
    String namespace,
    String name,
    String subresource,
    JsonNode object,
    JsonNode oldObject) {

  /**
   * Reads the body of a call.
   *
   * @throws IllegalArgumentException when it is no AdmissionReview that this webhook is meant for
   */
  static AdmissionCall of(JsonNode review) {
    JsonNode request = review.path("request");
    if (!"admission.k8s.io/v1".equals(review.path("apiVersion").asText())
        || !request.path("uid").isTextual()) {
      throw new IllegalArgumentException(
          "the body is no AdmissionReview of admission.k8s.io/v1; only an API server should call this address");
    }
    return new AdmissionCall(
        request.path("uid").asText(),
        operation(request.path("operation").asText()),
        request.path("dryRun").asBoolean(false),
        user(request.path("userInfo")),
        request.path("namespace").asText(""),
        request.path("name").asText(""),
        request.path("subResource").asText(""),
        request.path("object"),
        request.path("oldObject"));
  }

  private static Operation operation(String word) {
    return switch (word) {
      case "CREATE" -> Operation.CREATE;
      case "UPDATE" -> Operation.UPDATE;
      default ->
          throw new IllegalArgumentException(
              "operation %s is none that this webhook judges; its configuration must name CREATE and UPDATE only"
                  .formatted(word));
    };
  }

  private static User user(JsonNode info) {
    List<String> groups = new ArrayList<>();
    info.path("groups").forEach(group -> groups.add(group.asText()));
    return new User(info.path("username").asText(""), groups);
  }

  RequestFact fact() {
    return new RequestFact(operation, dryRun, user);
  }

  /** Whether nothing that anybody decides on would change. */
  boolean leavesSpecAlone() {
    return operation == Operation.UPDATE && object.path("spec").equals(oldObject.path("spec"));
  }

  /** Whether the object is on its way out: then nothing may hold it up. */
  boolean isDeletion() {
    return object.path("metadata").hasNonNull("deletionTimestamp");
  }
}
