package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what OPA's REST API sends back. */
final class OpaReply {

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  /** One that can go into records, as OPA's own UUIDs can. */
  private static final Pattern DECISION_ID = Pattern.compile("[!-~]{1,128}");

  private static final Pattern POLICY_FILE = Pattern.compile("([^/]+)/[^/]+\\.rego$");

  static Reply of(int status, String body) {
    if (status == 401 || status == 403) {
      return failed(
          Kind.UNAUTHORIZED,
          "the policy engine refuses the operator's token (HTTP %d); give both the same token"
              .formatted(status));
    }
    JsonNode content;
    try {
      content = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return failed(Kind.PROTOCOL, "HTTP %d and no JSON; %s".formatted(status, CHECK_ADDRESS));
    }
    if (status == 500 && content.path("code").isTextual()) {
      return failed(Kind.POLICY_ERROR, policyError(content));
    }
    if (status != 200 || !content.isObject()) {
      String text = content.path("message").asText("no message");
      return failed(Kind.PROTOCOL, "HTTP %d: %s; %s".formatted(status, text, CHECK_ADDRESS));
    }
    return document(content);
  }

  static final String CHECK_ADDRESS =
      "check that drawbridge.policy.url leads to OPA and not to something before it";

  private static Reply document(JsonNode content) {
    if (content.has("warning")) {
      return failed(
          Kind.CONTRACT,
          "the policy engine warns: %s; this is a fault of the operator, report it"
              .formatted(content.path("warning").path("message").asText("no message")));
    }
    JsonNode result = content.get("result");
    if (result == null || (result.isObject() && result.isEmpty())) {
      return failed(
          Kind.UNDEFINED,
          "the policy engine has no decision document: its policies are not loaded; look at its log for why the bundle was not activated");
    }
    JsonNode id = content.path("decision_id");
    return new Reply.Answer(
        result,
        id.isTextual() && DECISION_ID.matcher(id.asText()).matches() ? id.asText() : null,
        revisions(content));
  }

  private static List<String> revisions(JsonNode content) {
    List<String> revisions = new ArrayList<>();
    content
        .path("provenance")
        .path("bundles")
        .forEach(bundle -> revisions.add(bundle.path("revision").asText("")));
    return revisions;
  }

  /** One broken rule makes the whole query fail; its location names the policy it stands in. */
  private static String policyError(JsonNode content) {
    Set<String> culprits = new TreeSet<>();
    Set<String> messages = new TreeSet<>();
    for (JsonNode error : content.path("errors")) {
      messages.add(error.path("message").asText("no message"));
      Matcher file = POLICY_FILE.matcher(error.path("location").path("file").asText(""));
      if (file.find()) {
        culprits.add(file.group(1));
      }
    }
    String what =
        messages.isEmpty()
            ? content.path("message").asText("no message")
            : String.join("; ", messages);
    return "policy %s is broken: %s; have the security team repair it"
        .formatted(
            culprits.isEmpty() ? "(which one is not said)" : String.join(", ", culprits), what);
  }

  private static Reply failed(Kind kind, String message) {
    return new Reply.Failed(new Fault(kind, message));
  }

  private OpaReply() {}
}
