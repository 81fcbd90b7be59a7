package dev.drawbridge.operator.webhook;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.Understood;
import dev.drawbridge.operator.classification.RankConflict;
import dev.drawbridge.operator.cluster.Cluster;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Tells who writes a DataClassification what follows from it. Never refuses: classes are the
 * security team's, and schema and CEL have refused what is no class at all.
 */
public final class ClassificationAdmission {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final Cluster cluster;

  public ClassificationAdmission(Cluster cluster) {
    this.cluster = cluster;
  }

  Answer judge(AdmissionCall call) {
    if (call.leavesSpecAlone() || call.isDeletion()) {
      return Answer.Admit.silently();
    }
    DataClassification asked = JSON.convertValue(call.object(), DataClassification.class);
    if (!Understood.specOf(asked)) {
      return new Answer.Admit(List.of("spec: " + Understood.EXPLANATION), Map.of());
    }
    List<String> warnings = new ArrayList<>();
    List<String> others = RankConflict.with(asked, cluster.classifications());
    if (!others.isEmpty()) {
      warnings.add(RankConflict.text(asked.getSpec().rank(), others));
    }
    long users =
        cluster.deployments().stream()
            .filter(one -> one.getSpec().dataClassification().equals(asked.getMetadata().getName()))
            .count();
    if (users > 0) {
      warnings.add(
          "%d ModelDeployments use this class and are decided on again; kubectl get md -A shows which are no longer admitted"
              .formatted(users));
    }
    return new Answer.Admit(warnings, Map.of());
  }
}
