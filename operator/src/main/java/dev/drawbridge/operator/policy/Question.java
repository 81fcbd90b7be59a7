package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.ClassificationState;
import dev.drawbridge.api.decision.ClusterFact;
import dev.drawbridge.api.decision.ConsumerNamespacesFact;
import dev.drawbridge.api.decision.Context;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.DecisionJson;
import dev.drawbridge.api.decision.FactState;
import dev.drawbridge.api.decision.GitopsFact;
import dev.drawbridge.api.decision.ImagesFact;
import dev.drawbridge.api.decision.NamespaceFact;
import dev.drawbridge.api.decision.NodesFact;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.api.decision.RequestFact;
import dev.drawbridge.api.decision.User;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns a deployment and what is known about it into the input of a decision. */
public final class Question {

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  public static DecisionInput of(
      ModelDeployment deployment,
      @Nullable ModelDeployment before,
      Facts facts,
      Phase phase,
      RequestFact request,
      Instant now) {
    return new DecisionInput(
        DecisionJson.INPUT_SCHEMA,
        UUID.randomUUID().toString(),
        now,
        phase,
        request,
        content(deployment),
        before == null ? null : content(before),
        facts.namespace(),
        facts.classification(),
        facts.context(),
        List.of());
  }

  /** A question that no policy can decide, see {@link PolicyGate#probe}. */
  static DecisionInput aboutNothing(Instant now) {
    return new DecisionInput(
        DecisionJson.INPUT_SCHEMA,
        UUID.randomUUID().toString(),
        now,
        Phase.PREVIEW,
        new RequestFact(Operation.CREATE, true, new User("drawbridge-probe", List.of())),
        null,
        null,
        new NamespaceFact("", Map.of()),
        new ClassificationFact(ClassificationState.MISSING, "", null, null, null, null),
        new Context(
            new ImagesFact(FactState.MISSING, null, List.of()),
            null,
            new ConsumerNamespacesFact(FactState.MISSING, List.of()),
            new NodesFact(FactState.MISSING, List.of()),
            new GitopsFact(FactState.MISSING, null, null, null, null),
            new ClusterFact(null, null, null)),
        List.of());
  }

  /**
   * What a person wrote, without what the API server adds to it: policy must come to the same
   * answer before the object is stored and after.
   */
  private static JsonNode content(ModelDeployment deployment) {
    var metadata = deployment.getMetadata();
    ObjectNode object = JSON.createObjectNode();
    object.put("apiVersion", deployment.getApiVersion());
    object.put("kind", deployment.getKind());
    ObjectNode meta = object.putObject("metadata");
    meta.put("name", metadata.getName());
    meta.put("namespace", metadata.getNamespace());
    meta.set("labels", JSON.valueToTree(metadata.getLabels()));
    ObjectNode annotations = meta.putObject("annotations");
    if (metadata.getAnnotations() != null) {
      metadata.getAnnotations().forEach(annotations::put);
      annotations.remove(LAST_APPLIED);
    }
    object.set("spec", JSON.valueToTree(deployment.getSpec()));
    return object;
  }

  private Question() {}
}
