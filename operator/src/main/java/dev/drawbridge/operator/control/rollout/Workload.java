package dev.drawbridge.operator.control.rollout;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.api.v1alpha1.ModelSource;
import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.api.v1alpha1.Storage;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.TreeMap;

/** The Kubernetes objects that run and reach the model. */
final class Workload {

  static final String MODEL_FOLDER = "/models";
  static final String CACHE_FOLDER = "/cache";

  private static final int HTTPS = 443;
  private static final int PROGRESS_DEADLINE_SECONDS = 600;
  private static final int OLD_REVISIONS = 2;

  void shapeModel(Admitted admitted, PlanDraft draft) {
    Server server = admitted.spec().server();
    draft
        .model()
        .withImage(server.image())
        .withImagePullPolicy("IfNotPresent")
        .withNewResources()
        .withRequests(new TreeMap<>(server.resources().requests()))
        .withLimits(new TreeMap<>(server.resources().limits()))
        .endResources();
    mountModel(admitted.spec().model().source(), draft);
    Storage storage = admitted.spec().storage();
    if (storage != null) {
      mountCache(storage, draft);
    }
  }

  /** The node pulls the model; the pod needs no network and no credentials for it. */
  private static void mountModel(ModelSource source, PlanDraft draft) {
    draft
        .pod()
        .addNewVolume()
        .withName("model")
        .withNewImage()
        .withReference(ArtifactReference.of(source))
        .withPullPolicy("IfNotPresent")
        .endImage()
        .endVolume();
    draft
        .model()
        .addNewVolumeMount()
        .withName("model")
        .withMountPath(MODEL_FOLDER)
        .withReadOnly(true)
        .endVolumeMount();
  }

  /** A claim that lives and dies with its pod. */
  private static void mountCache(Storage storage, PlanDraft draft) {
    draft
        .pod()
        .addNewVolume()
        .withName("cache")
        .withNewEphemeral()
        .withNewVolumeClaimTemplate()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(storage.storageClassName())
        .withNewResources()
        .addToRequests("storage", storage.size())
        .endResources()
        .endSpec()
        .endVolumeClaimTemplate()
        .endEphemeral()
        .endVolume();
    draft
        .model()
        .addNewVolumeMount()
        .withName("cache")
        .withMountPath(CACHE_FOLDER)
        .endVolumeMount();
  }

  Deployment deployment(Admitted admitted, PlanDraft draft) {
    return new DeploymentBuilder()
        .withMetadata(draft.metadata(ServingNames.MODEL))
        .withNewSpec()
        .withReplicas(admitted.spec().replicas())
        .withProgressDeadlineSeconds(PROGRESS_DEADLINE_SECONDS)
        .withRevisionHistoryLimit(OLD_REVISIONS)
        .withNewStrategy()
        .withType("RollingUpdate")
        .withNewRollingUpdate()
        .withMaxSurge(new IntOrString(1))
        .withMaxUnavailable(new IntOrString(0))
        .endRollingUpdate()
        .endStrategy()
        .withNewSelector()
        .withMatchLabels(Labels.of(admitted.key()))
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(Labels.of(admitted.key()))
        .addToLabels(Labels.TEMPLATE, TemplateDigest.of(draft.podSpec()))
        .endMetadata()
        .withSpec(draft.podSpec())
        .endTemplate()
        .endSpec()
        .build();
  }

  /** Leads to the door, never to the model's own port. */
  Service service(Admitted admitted, PlanDraft draft) {
    return new ServiceBuilder()
        .withMetadata(draft.metadata(ServingNames.MODEL))
        .withNewSpec()
        .withType("ClusterIP")
        .withSelector(Labels.of(admitted.key()))
        .addNewPort()
        .withName("https")
        .withProtocol("TCP")
        .withPort(HTTPS)
        .withTargetPort(new IntOrString(Drawbridge.DOOR_PORT))
        .endPort()
        .endSpec()
        .build();
  }

  /** One pod at a time; a pod that is broken anyway does not hold up the draining of its node. */
  PodDisruptionBudget disruptionBudget(Admitted admitted, PlanDraft draft) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(draft.metadata(ServingNames.MODEL))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(Labels.of(admitted.key()))
        .endSelector()
        .endSpec()
        .build();
  }
}
