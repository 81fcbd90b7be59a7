package dev.drawbridge.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One request in the API server's audit log. What does not apply is empty.
 *
 * @param verb such as {@code get} or {@code patch}
 * @param user who asked, after impersonation
 * @param userAgent the client program's name for itself
 * @param group the API group, empty for the core group
 * @param resource the plural, such as {@code deployments}
 * @param namespace of the object
 * @param name of the object
 * @param subresource such as {@code status}
 * @param code the HTTP status of the answer
 * @param uri the path and query as sent
 * @param annotations what admission added, such as a webhook's reasons
 */
public record AuditEntry(
    String verb,
    String user,
    String userAgent,
    String group,
    String resource,
    String namespace,
    String name,
    String subresource,
    int code,
    String uri,
    Map<String, String> annotations) {

  public AuditEntry {
    annotations = Map.copyOf(annotations);
  }

  private static final Set<String> WRITING =
      Set.of("create", "update", "patch", "delete", "deletecollection");

  /** Groups whose objects are questions: creating one stores nothing. */
  private static final Set<String> ASKING = Set.of("authentication.k8s.io", "authorization.k8s.io");

  /** Tells whether the request was to change something that is stored, with or without success. */
  public boolean isWrite() {
    return WRITING.contains(verb) && !ASKING.contains(group) && !uri.contains("dryRun=All");
  }

  /** Tells whether the API server did what was asked. */
  public boolean isDone() {
    return code >= 200 && code < 300;
  }

  /** Accepts the requests of a user, such as {@code system:serviceaccount:drawbridge:operator}. */
  public static Predicate<AuditEntry> byUser(String user) {
    return entry -> entry.user.equals(user);
  }

  /** Accepts the requests of clients whose user agent starts like that. */
  public static Predicate<AuditEntry> byUserAgent(String start) {
    return entry -> entry.userAgent.startsWith(start);
  }

  /** Reads an event of the audit log. */
  static AuditEntry of(JsonNode event) {
    JsonNode object = event.path("objectRef");
    JsonNode user =
        event.has("impersonatedUser") ? event.path("impersonatedUser") : event.path("user");
    return new AuditEntry(
        event.path("verb").asText(),
        user.path("username").asText(),
        event.path("userAgent").asText(),
        object.path("apiGroup").asText(),
        object.path("resource").asText(),
        object.path("namespace").asText(),
        object.path("name").asText(),
        object.path("subresource").asText(),
        event.path("responseStatus").path("code").asInt(),
        event.path("requestURI").asText(),
        annotations(event.path("annotations")));
  }

  private static Map<String, String> annotations(JsonNode object) {
    Map<String, String> annotations = new HashMap<>();
    object
        .properties()
        .forEach(entry -> annotations.put(entry.getKey(), entry.getValue().asText()));
    return annotations;
  }
}
