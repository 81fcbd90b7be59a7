package dev.drawbridge.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Objects that a later version wrote, read as they come from an API server. */
class UnderstoodTest {

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  @Test
  void aListHasAllAlthoughOneCannotBeRead() {
    KubernetesResourceList<ModelDeployment> list =
        JSON.unmarshal(
            """
            {"apiVersion": "drawbridge.dev/v1alpha1", "kind": "ModelDeploymentList", "items": [%s, %s]}
            """
                .formatted(
                    deployment("later", "Later", "Allow"), deployment("now", "Consent", "Allow")),
            DeploymentList.class);

    assertThat(list.getItems())
        .extracting(one -> one.getMetadata().getName(), Understood::specOf)
        .containsExactly(tuple("later", false), tuple("now", true));
  }

  @Test
  void aStatusThatCannotBeReadIsNoneAndHidesNothingElse() {
    ModelDeployment read =
        JSON.unmarshal(deployment("now", "Consent", "Later"), ModelDeployment.class);

    assertThat(read.getStatus()).isNull();
    assertThat(Objects.requireNonNull(read.getSpec().governance()).legalBasis())
        .isEqualTo(LegalBasis.CONSENT);
  }

  @Test
  void whatIsUnderstoodIsReadWhole() {
    ModelDeployment read =
        JSON.unmarshal(deployment("now", "Consent", "Deny"), ModelDeployment.class);

    ModelDeploymentStatus status = Objects.requireNonNull(read.getStatus());
    assertThat(Objects.requireNonNull(status.decision()).result()).isEqualTo(DecisionResult.DENY);
    assertThat(read.getSpec().replicas()).isEqualTo(2);
  }

  @Test
  void aClassWithARuleThatIsNotKnownIsNotReadAsOneWithoutIt() {
    DataClassification read =
        JSON.unmarshal(
            """
            {"apiVersion": "drawbridge.dev/v1alpha1", "kind": "DataClassification",
             "metadata": {"name": "later"}, "spec": {"rank": 17, "residency": {"premises": "Later"}}}
            """,
            DataClassification.class);

    assertThat(Understood.specOf(read)).isFalse();
  }

  private static final class DeploymentList
      extends DefaultKubernetesResourceList<ModelDeployment> {}

  private static String deployment(String name, String legalBasis, String result) {
    return """
        {"apiVersion": "drawbridge.dev/v1alpha1", "kind": "ModelDeployment",
         "metadata": {"namespace": "research", "name": "%s"},
         "spec": {"dataClassification": "public", "replicas": 2,
          "model": {"name": "m", "version": "1", "source": {"uri": "oci://registry.example.com/m:1"}},
          "server": {"runtime": "vLLM", "image": "registry.example.com/vllm:1", "port": 8000,
           "resources": {"limits": {"cpu": "1", "memory": "1Gi"}}},
          "governance": {"legalBasis": "%s"}},
         "status": {"observedGeneration": 1, "conditions": [],
          "decision": {"id": "d", "result": "%s", "policyRevision": "1"}}}
        """
        .formatted(name, legalBasis, result);
  }
}
