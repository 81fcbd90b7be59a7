package dev.drawbridge.operator.control.isolation;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.RuntimePreset;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sidecar by which consumers reach the model. It is a container that starts before the model
 * and ends after it (https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/).
 */
final class Door {

  private static final Map<String, Quantity> REQUESTS =
      Map.of("cpu", new Quantity("50m"), "memory", new Quantity("96Mi"));
  private static final Map<String, Quantity> LIMITS =
      Map.of("cpu", new Quantity("1"), "memory", new Quantity("128Mi"));

  private static final String HEALTH = "health";
  private static final int START_SECONDS = 60;

  private final String image;

  Door(String image) {
    this.image = image;
  }

  static Map<String, Quantity> requests() {
    return REQUESTS;
  }

  static Map<String, Quantity> limits() {
    return LIMITS;
  }

  void shape(Server server, PlanDraft draft) {
    draft
        .door()
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withRestartPolicy("Always")
        .withEnv(environment(server));
    draft
        .door()
        .addNewPort()
        .withName("door")
        .withContainerPort(Drawbridge.DOOR_PORT)
        .withProtocol("TCP")
        .endPort()
        .addNewPort()
        .withName(HEALTH)
        .withContainerPort(Drawbridge.HEALTH_PORT)
        .withProtocol("TCP")
        .endPort()
        .withStartupProbe(probe("/live", 1, START_SECONDS))
        .withLivenessProbe(probe("/live", 10, 6))
        .withReadinessProbe(probe("/ready", 2, 3))
        .withNewResources()
        .withRequests(new TreeMap<>(REQUESTS))
        .withLimits(new TreeMap<>(LIMITS))
        .endResources();
  }

  private static List<EnvVar> environment(Server server) {
    List<EnvVar> variables = new ArrayList<>();
    variables.add(variable("DOOR_PORT", "" + Drawbridge.DOOR_PORT));
    variables.add(variable("HEALTH_PORT", "" + Drawbridge.HEALTH_PORT));
    variables.add(variable("TRIPWIRE_PORT", "" + Drawbridge.TRIPWIRE_PORT));
    variables.add(variable("MODEL_PORT", "" + server.port()));
    RuntimePreset.of(server.runtime(), server.port())
        .readinessPath()
        .ifPresent(path -> variables.add(variable("READINESS_PATH", path)));
    return variables;
  }

  private static EnvVar variable(String name, String value) {
    return new EnvVar("DRAWBRIDGE_" + name, value, null);
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
