package dev.drawbridge.operator.control.hardening;

import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.operator.plan.RuntimePreset;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a pod as it runs, after whatever other webhooks may have made of it. */
final class PodInspection {

  private static final String DIGEST = "@sha256:";

  private final RuntimePreset preset;
  private final String image;
  private final String doorImage;

  PodInspection(Server server, String doorImage) {
    this.preset = RuntimePreset.of(server);
    this.image = server.image();
    this.doorImage = doorImage;
  }

  Optional<String> firstWeakness(PodSpec pod) {
    if (isTrue(pod.getHostNetwork()) || isTrue(pod.getHostPID()) || isTrue(pod.getHostIPC())) {
      return Optional.of("shares a namespace of its node (hostNetwork, hostPID or hostIPC)");
    }
    if (!pod.getEphemeralContainers().isEmpty()) {
      return Optional.of(
          "was entered by a debug container, which reaches the model on loopback (%s)"
              .formatted(pod.getEphemeralContainers().getFirst().getName()));
    }
    if (isTrue(pod.getShareProcessNamespace())) {
      return Optional.of("lets its containers see each other's processes");
    }
    if (!Boolean.FALSE.equals(pod.getHostUsers())) {
      return Optional.of("has no user namespace of its own (hostUsers must be false)");
    }
    if (!Boolean.FALSE.equals(pod.getAutomountServiceAccountToken())) {
      return Optional.of("mounts an API token");
    }
    if (pod.getInitContainers().stream().noneMatch(this::isDoor)) {
      return Optional.of("has no door (its sidecar is missing or another one)");
    }
    return containers(pod).stream()
        .map(container -> firstWeakness(pod, container))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private boolean isDoor(Container container) {
    return container.getName().equals(ServingNames.DOOR)
        && "Always".equals(container.getRestartPolicy())
        && sameBytes(doorImage, container.getImage());
  }

  private static List<Container> containers(PodSpec pod) {
    List<Container> all = new ArrayList<>(pod.getInitContainers());
    all.addAll(pod.getContainers());
    return all;
  }

  private Optional<String> firstWeakness(PodSpec pod, Container container) {
    return weaknessOf(container)
        .or(() -> unconfined(pod, container))
        .map(weakness -> "has container %s that %s".formatted(container.getName(), weakness));
  }

  /** A container's own profile counts before that of its pod. */
  private static Optional<String> unconfined(PodSpec pod, Container container) {
    SeccompProfile own = container.getSecurityContext().getSeccompProfile();
    PodSecurityContext shared = pod.getSecurityContext();
    SeccompProfile profile = own != null || shared == null ? own : shared.getSeccompProfile();
    return profile == null || "Unconfined".equals(profile.getType())
        ? Optional.of("may make every system call (no seccomp profile)")
        : Optional.empty();
  }

  private Optional<String> weaknessOf(Container container) {
    SecurityContext context = container.getSecurityContext();
    if (context == null || !isTrue(context.getRunAsNonRoot())) {
      return Optional.of("may run as root");
    }
    if (isTrue(context.getPrivileged())
        || !Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())) {
      return Optional.of("may gain privileges");
    }
    if (!isTrue(context.getReadOnlyRootFilesystem())) {
      return Optional.of("can write to its root file system");
    }
    if (context.getCapabilities() == null
        || !context.getCapabilities().getDrop().contains("ALL")
        || !context.getCapabilities().getAdd().isEmpty()) {
      return Optional.of("has capabilities");
    }
    if (image.contains(DIGEST) && !container.getImage().contains(DIGEST)) {
      return Optional.of("runs an image that is not pinned by digest");
    }
    if (container.getName().equals(ServingNames.MODEL) && !sameBytes(image, container.getImage())) {
      return Optional.of(
          "runs another image than the admitted one (%s)".formatted(container.getImage()));
    }
    if (container.getName().equals(ServingNames.MODEL) && !boundToLoopback(container)) {
      return Optional.of("is not told to listen on loopback only");
    }
    return Optional.empty();
  }

  /** On whichever port: a pod of the version before is as good. The last word of many counts. */
  private boolean boundToLoopback(Container container) {
    return container.getCommand().isEmpty()
        && preset.args().stream()
            .filter(wanted -> wanted.endsWith(RuntimePreset.LOOPBACK))
            .allMatch(wanted -> isOnlyWord(wanted, container.getArgs()))
        && preset.env().entrySet().stream()
            .filter(wanted -> wanted.getValue().startsWith(RuntimePreset.LOOPBACK))
            .allMatch(wanted -> isLoopback(wanted.getKey(), container.getEnv()));
  }

  private static boolean isOnlyWord(String wanted, List<String> args) {
    String flag = wanted.substring(0, wanted.indexOf('='));
    return args.contains(wanted)
        && args.stream()
            .filter(given -> given.equals(flag) || given.startsWith(flag + "="))
            .allMatch(wanted::equals);
  }

  private static boolean isLoopback(String name, List<EnvVar> env) {
    List<EnvVar> given = env.stream().filter(one -> one.getName().equals(name)).toList();
    return !given.isEmpty()
        && given.stream()
            .map(one -> String.valueOf(one.getValue()))
            .allMatch(
                value ->
                    value.equals(RuntimePreset.LOOPBACK)
                        || value.startsWith(RuntimePreset.LOOPBACK + ":"));
  }

  /** A mirror may rewrite where the bytes come from, but not which they are. */
  private static boolean sameBytes(String planned, String running) {
    int digest = planned.indexOf(DIGEST);
    return running.equals(planned) || (digest >= 0 && running.endsWith(planned.substring(digest)));
  }

  private static boolean isTrue(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }
}
