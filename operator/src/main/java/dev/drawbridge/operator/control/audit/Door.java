package dev.drawbridge.operator.control.audit;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.control.DoorResources;
import dev.drawbridge.operator.plan.KeyWindow;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.TreeMap;

/**
 * The sidecar by which consumers reach the model. It is a container that starts before the model
 * and ends after it (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/).
 */
final class Door {

  private static final String HEALTH = "health";
  private static final int START_SECONDS = 60;

  /** Of the group that all files of the pod belong to, and nobody else. */
  private static final int READ_BY_GROUP = 0440;

  /** Twice the log's own quota: a node evicts a pod whose volume is larger. */
  private static final Quantity LOG_SIZE =
      new Quantity("" + 2 * SidecarDocument.Recording.QUOTA_BYTES);

  /** For the model to end in, and for the door to close its log, after requests have ended. */
  private static final int END_SECONDS = 40;

  private final String image;

  Door(String image) {
    this.image = image;
  }

  void shape(String configuration, PlanDraft draft) {
    container(draft);
    draft
        .door()
        .addNewVolumeMount()
        .withName(Configurations.VOLUME)
        .withMountPath("/etc/drawbridge/config")
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("certificates")
        .withMountPath("/etc/drawbridge/certificates")
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("keys")
        .withMountPath("/etc/drawbridge/keys")
        .withReadOnly(true)
        .endVolumeMount()
        .addNewVolumeMount()
        .withName("log")
        .withMountPath("/var/lib/drawbridge/log")
        .endVolumeMount();
    volumes(configuration, draft);
    drain(draft);
  }

  private void container(PlanDraft draft) {
    draft
        .door()
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withRestartPolicy("Always")
        .addNewEnv()
        .withName("POD_UID")
        .withNewValueFrom()
        .withNewFieldRef()
        .withFieldPath("metadata.uid")
        .endFieldRef()
        .endValueFrom()
        .endEnv()
        .withStartupProbe(probe("/live", 1, START_SECONDS))
        .withLivenessProbe(probe("/live", 10, 6))
        .withReadinessProbe(probe("/ready", 2, 3))
        .withNewResources()
        .withRequests(new TreeMap<>(DoorResources.REQUESTS))
        .withLimits(new TreeMap<>(DoorResources.LIMITS))
        .endResources();
    port("door", Drawbridge.DOOR_PORT, draft);
    port(HEALTH, Drawbridge.HEALTH_PORT, draft);
    port("metrics", Drawbridge.METRICS_PORT, draft);
    port("log", Drawbridge.LOG_PORT, draft);
  }

  private static void port(String name, int number, PlanDraft draft) {
    draft
        .door()
        .addNewPort()
        .withName(name)
        .withContainerPort(number)
        .withProtocol("TCP")
        .endPort();
  }

  /** Whole folders: a file that is mounted by itself is never renewed. */
  private static void volumes(String configuration, PlanDraft draft) {
    draft
        .pod()
        .addNewVolume()
        .withName(Configurations.VOLUME)
        .withNewConfigMap()
        .withName(configuration)
        .endConfigMap()
        .endVolume()
        .addNewVolume()
        .withName("certificates")
        .withNewSecret()
        .withSecretName(ServingNames.MODEL_TLS)
        .withDefaultMode(READ_BY_GROUP)
        .endSecret()
        .endVolume()
        .addNewVolume()
        .withName("keys")
        .withProjected(keys(draft.keys()))
        .endVolume()
        .addNewVolume()
        .withName("log")
        .withNewEmptyDir()
        .withSizeLimit(LOG_SIZE)
        .endEmptyDir()
        .endVolume();
  }

  /** Of those that are not made yet, the node waits for none and brings each when it is. */
  private static ProjectedVolumeSource keys(KeyWindow window) {
    ProjectedVolumeSourceBuilder keys =
        new ProjectedVolumeSourceBuilder()
            .withDefaultMode(READ_BY_GROUP)
            .addNewSource()
            .withNewSecret()
            .withName(ServingNames.AUDIT_KEYS)
            .endSecret()
            .endSource()
            .addNewSource()
            .withNewSecret()
            .withName(ServingNames.AUDIT_EPOCHS)
            .endSecret()
            .endSource();
    for (int span : window.spans()) {
      // One file and no other, or such a Secret could hide the key that signs behind its own.
      String file = KeyWindow.file(span);
      keys.addNewSource()
          .withNewSecret()
          .withName(KeyWindow.secret(span))
          .withOptional(true)
          .addNewItem(file, null, file)
          .endSecret()
          .endSource();
    }
    return keys.build();
  }

  /** The model is told to end only when its requests have, or it would cut them off. */
  private static void drain(PlanDraft draft) {
    draft
        .model()
        .withNewLifecycle()
        .withNewPreStop()
        .withNewHttpGet()
        .withPath("/drain")
        .withPort(new IntOrString(Drawbridge.HEALTH_PORT))
        .endHttpGet()
        .endPreStop()
        .endLifecycle();
    draft
        .pod()
        .withTerminationGracePeriodSeconds(
            (long) SidecarDocument.Limits.USUAL.drainSeconds() + END_SECONDS);
  }

  private static Probe probe(String path, int seconds, int failures) {
    return new ProbeBuilder()
        .withNewHttpGet()
        .withPath(path)
        .withPort(new IntOrString(HEALTH))
        .endHttpGet()
        .withPeriodSeconds(seconds)
        .withTimeoutSeconds(5)
        .withFailureThreshold(failures)
        .build();
  }
}
