package dev.drawbridge.operator.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.Operation;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.cluster.ClusterFacts;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.Facts;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.policy.PolicyGate;
import dev.drawbridge.operator.policy.Question;
import dev.drawbridge.operator.policy.Refusal;
import dev.drawbridge.operator.policy.Ruling;
import dev.drawbridge.operator.validation.SpecCheck;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Judges ModelDeployments, also when only their scale is written. */
public final class DeploymentAdmission {

  private static final int FORBIDDEN = 403;
  private static final int UNPROCESSABLE = 422;
  private static final int UNAVAILABLE = 503;
  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final ClusterFacts facts;
  private final PolicyGate gate;
  private final KubernetesClient client;
  private final Clock clock;

  /**
   * Judges by these facts and this gate.
   *
   * @param client reads the deployment that a scale belongs to
   */
  public DeploymentAdmission(
      ClusterFacts facts, PolicyGate gate, KubernetesClient client, Clock clock) {
    this.facts = facts;
    this.gate = gate;
    this.client = client;
    this.clock = clock;
  }

  Answer judge(AdmissionCall call) {
    if (call.leavesSpecAlone() || call.isDeletion()) {
      return Answer.Admit.silently();
    }
    if (!call.subresource().isEmpty()) {
      return judgeScale(call);
    }
    return judge(call, read(call.object()), read(call.oldObject()));
  }

  /** A scale has only a number; policy judges the deployment as it would be with it. */
  private Answer judgeScale(AdmissionCall call) {
    ModelDeployment before =
        client
            .resources(ModelDeployment.class)
            .inNamespace(call.namespace())
            .withName(call.name())
            .get();
    if (before == null) {
      return new Answer.Refuse(
          UNPROCESSABLE, "no ModelDeployment %s to scale".formatted(call.name()), Map.of());
    }
    if (!Understood.specOf(before)) {
      return notUnderstood();
    }
    ObjectNode scaled = JSON.convertValue(before, ObjectNode.class);
    ((ObjectNode) scaled.path("spec")).set("replicas", call.object().path("spec").path("replicas"));
    return judge(call, read(scaled), Optional.of(before));
  }

  private Answer judge(
      AdmissionCall call, Optional<ModelDeployment> asked, Optional<ModelDeployment> before) {
    ModelDeployment deployment =
        asked.orElseThrow(() -> new IllegalArgumentException("the review has no object"));
    if (call.operation() == Operation.CREATE) {
      named(deployment, call);
    }
    if (!Understood.specOf(deployment)) {
      return notUnderstood();
    }
    Facts about = facts.about(deployment);
    Optional<String> problem = SpecCheck.problem(deployment, about);
    if (problem.isPresent()) {
      return new Answer.Refuse(UNPROCESSABLE, problem.get(), Map.of("result", "invalid"));
    }
    Decision decision =
        gate.decide(
            Question.of(
                deployment,
                before.filter(Understood::specOf).orElse(null),
                about,
                Phase.ADMISSION,
                call.fact(),
                clock.instant()));
    return switch (decision) {
      case Decision.Allowed allowed ->
          new Answer.Admit(Refusal.warnings(allowed.ruling()), record("allow", allowed.ruling()));
      case Decision.Denied denied ->
          new Answer.Refuse(
              FORBIDDEN, Refusal.of(denied.ruling()), record("deny", denied.ruling()));
      case Decision.Indeterminate undecided -> refuse(undecided.fault());
    };
  }

  private static Answer notUnderstood() {
    return new Answer.Refuse(
        UNPROCESSABLE, "spec: " + Understood.EXPLANATION, Map.of("result", "invalid"));
  }

  /** With {@code generateName} the object has no name yet; policy needs one to speak of. */
  private static void named(ModelDeployment deployment, AdmissionCall call) {
    if (deployment.getMetadata().getName() == null) {
      deployment.getMetadata().setName(deployment.getMetadata().getGenerateName() + "x");
    }
    deployment.getMetadata().setNamespace(call.namespace());
  }

  private static Answer refuse(Fault fault) {
    return new Answer.Refuse(
        UNAVAILABLE,
        Refusal.of(fault),
        Map.of("result", "indeterminate", "fault", fault.kind().text()));
  }

  private static Map<String, String> record(String result, Ruling ruling) {
    Map<String, String> record = new HashMap<>();
    record.put("result", result);
    record.put("decision-id", ruling.id());
    record.put("policy-revision", ruling.revision());
    record.put("input-digest", ruling.inputDigest());
    return record;
  }

  private static Optional<ModelDeployment> read(JsonNode object) {
    return object.isObject()
        ? Optional.of(JSON.convertValue(object, ModelDeployment.class))
        : Optional.empty();
  }
}
