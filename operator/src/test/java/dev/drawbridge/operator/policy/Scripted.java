package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.ClassificationState;
import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.decision.ConsumerNamespacesFact;
import dev.drawbridge.api.decision.Context;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.FactState;
import dev.drawbridge.api.decision.GitopsFact;
import dev.drawbridge.api.decision.ImagesFact;
import dev.drawbridge.api.decision.NamespaceFact;
import dev.drawbridge.api.decision.NodesFact;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import dev.drawbridge.operator.harness.Samples;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** An engine that gives a flawless answer but for what a test changes in it. */
public final class Scripted {

  public static final String REVISION = "1.0.0-abc";
  public static final String DECISION_ID = "decision-1";
  public static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  public static GateSettings settings() {
    return new GateSettings(
        Set.of("residency", "ownership"),
        Optional.empty(),
        Optional.empty(),
        true,
        Set.of("placement"));
  }

  public static PolicyGate gate(PolicyEngine engine) {
    return new PolicyGate(engine, settings(), (phase, decision) -> {});
  }

  /** Allows, once the change is made to what it says. */
  public static PolicyEngine answering(Consumer<ObjectNode> change) {
    return answering(DECISION_ID, List.of(REVISION), change);
  }

  public static PolicyEngine answering(
      String decisionId, List<String> revisions, Consumer<ObjectNode> change) {
    return input -> new Reply.Answer(changed(input, change), decisionId, revisions);
  }

  public static PolicyEngine failing(Fault.Kind kind) {
    return input -> new Reply.Failed(new Fault(kind, "out of order"));
  }

  static ObjectNode changed(JsonNode input, Consumer<ObjectNode> change) {
    ObjectNode result = NODES.objectNode();
    result.put("schemaVersion", "decision.drawbridge/v1");
    result.set("requestId", input.path("requestId"));
    result.put("decision", "allow");
    result.putArray("evaluated").add("residency");
    result.putArray("notApplicable").add("ownership");
    result.putArray("findings");
    result.putArray("obligations");
    result.putNull("validUntil");
    result.putNull("publishedAt");
    change.accept(result);
    return result;
  }

  /** Makes the answer a refusal by one policy. */
  public static void deny(ObjectNode result) {
    result.put("decision", "deny");
    result.withArray("findings").add(finding("residency", "deny", "violated"));
  }

  public static ObjectNode finding(String policy, String enforcement, String outcome) {
    ObjectNode finding = NODES.objectNode();
    finding.put("policyId", policy).put("policyVersion", "1.0.0").put("ruleId", "rule");
    finding.put("enforcement", enforcement).put("severity", "high").put("outcome", outcome);
    finding.put("message", "spec.x: wrong by " + policy);
    finding.putArray("fields").add("/spec/x");
    finding.put("expected", "right").put("observed", "wrong");
    finding
        .putArray("controls")
        .addObject()
        .put("framework", "GDPR")
        .put("edition", "2016/679")
        .put("ref", "Art. 44");
    finding.putObject("remediation").put("summary", "make it right");
    return finding;
  }

  public static void demand(ObjectNode result, String type, boolean mandatory) {
    result
        .withArray("obligations")
        .addObject()
        .put("id", type)
        .put("type", type)
        .put("mandatory", mandatory)
        .put("policyId", "residency")
        .putObject("params");
  }

  public static DecisionInput question() {
    return Question.of(
        Samples.publicDemo("research", "demo"),
        null,
        facts(),
        Phase.ADMISSION,
        new RequestFact(Operation.CREATE, false, new User("alice", List.of("team"))),
        NOW);
  }

  public static Facts facts() {
    return new Facts(
        new NamespaceFact("research", Map.of()),
        new ClassificationFact(ClassificationState.FOUND, "public", "public", "uid", 1L, null),
        new Context(
            new ImagesFact(FactState.MISSING, null, List.of()),
            null,
            new ConsumerNamespacesFact(FactState.OK, List.of()),
            new NodesFact(FactState.OK, List.of()),
            new GitopsFact(FactState.MISSING, null, null, null, null),
            new ClusterFact("test", null, null)));
  }

  private Scripted() {}
}
