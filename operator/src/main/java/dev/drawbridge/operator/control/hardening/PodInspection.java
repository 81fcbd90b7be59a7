package dev.drawbridge.operator.control.hardening;

import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.operator.plan.RuntimePreset;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at a pod as it runs, after whatever other webhooks may have made of it. */
final class PodInspection {

  private static final String DIGEST = "@sha256:";

  private final RuntimePreset preset;
  private final boolean pinned;

  PodInspection(Server server) {
    this.preset = RuntimePreset.of(server.runtime(), server.port());
    this.pinned = server.image().contains(DIGEST);
  }

  Optional<String> firstWeakness(PodSpec pod) {
    if (isTrue(pod.getHostNetwork()) || isTrue(pod.getHostPID()) || isTrue(pod.getHostIPC())) {
      return Optional.of("shares a namespace of its node (hostNetwork, hostPID or hostIPC)");
    }
    if (!Boolean.FALSE.equals(pod.getHostUsers())) {
      return Optional.of("has no user namespace of its own (hostUsers must be false)");
    }
    if (!Boolean.FALSE.equals(pod.getAutomountServiceAccountToken())) {
      return Optional.of("mounts an API token");
    }
    return containers(pod).stream().map(this::firstWeakness).flatMap(Optional::stream).findFirst();
  }

  private static List<Container> containers(PodSpec pod) {
    List<Container> all = new ArrayList<>(pod.getInitContainers());
    all.addAll(pod.getContainers());
    return all;
  }

  private Optional<String> firstWeakness(Container container) {
    return weaknessOf(container)
        .map(weakness -> "has container %s that %s".formatted(container.getName(), weakness));
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
    if (pinned && !container.getImage().contains(DIGEST)) {
      return Optional.of("runs an image that is not pinned by digest");
    }
    if (container.getName().equals(ServingNames.MODEL) && !boundToLoopback(container)) {
      return Optional.of("is not told to listen on loopback only");
    }
    return Optional.empty();
  }

  private boolean boundToLoopback(Container container) {
    return container.getArgs().containsAll(preset.args())
        && preset.env().entrySet().stream()
            .allMatch(
                wanted ->
                    container.getEnv().stream()
                        .anyMatch(
                            given ->
                                given.getName().equals(wanted.getKey())
                                    && wanted.getValue().equals(given.getValue())));
  }

  private static boolean isTrue(@Nullable Boolean flag) {
    return Boolean.TRUE.equals(flag);
  }
}
