package dev.drawbridge.operator.control.audit;

import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The door as every pod must have it: its image, and what decides which program runs in it. Of the
 * environment too, for an agent that a webhook puts there sees whatever passes.
 */
final class PlannedDoor {

  private static final String DIGEST = "@sha256:";

  private final String digest;

  PlannedDoor(String image) {
    this.digest = image.substring(image.indexOf(DIGEST));
  }

  boolean isIn(Pod pod, Observation seen) {
    Optional<Container> planned =
        seen.plan()
            .find(Deployment.class, ServingNames.MODEL)
            .flatMap(model -> door(model.getSpec().getTemplate().getSpec()));
    return door(pod.getSpec())
        .filter(found -> found.getImage().endsWith(digest)) // a mirror may be in front of it
        .filter(found -> planned.filter(wanted -> !runAlike(wanted, found)).isEmpty())
        .isPresent();
  }

  private static Optional<Container> door(PodSpec pod) {
    return pod.getInitContainers().stream()
        .filter(container -> container.getName().equals(ServingNames.DOOR))
        .findFirst();
  }

  private static boolean runAlike(Container wanted, Container found) {
    return wanted.getCommand().equals(found.getCommand())
        && wanted.getArgs().equals(found.getArgs())
        && wanted.getEnvFrom().equals(found.getEnvFrom())
        && environment(wanted).equals(environment(found));
  }

  /** Without what the API server fills in beside. */
  private static List<String> environment(Container container) {
    return container.getEnv().stream().map(PlannedDoor::text).toList();
  }

  private static String text(EnvVar variable) {
    String value = Objects.toString(variable.getValue(), "");
    return variable.getValueFrom() == null || variable.getValueFrom().getFieldRef() == null
        ? variable.getName() + "=" + value
        : variable.getName() + "=" + variable.getValueFrom().getFieldRef().getFieldPath();
  }
}
