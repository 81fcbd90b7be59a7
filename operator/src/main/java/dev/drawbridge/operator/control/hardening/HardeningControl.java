package dev.drawbridge.operator.control.hardening;

import static dev.drawbridge.operator.status.Reason.NODE_WITHOUT_USER_NAMESPACES;
import static dev.drawbridge.operator.status.Reason.NOT_HARDENED;
import static dev.drawbridge.operator.status.Reason.PENDING;
import static dev.drawbridge.operator.status.Reason.PROGRESSING;
import static dev.drawbridge.operator.status.Reason.VERIFIED;

import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.control.FrameworkReference;
import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.RuntimePreset;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Takes from the pod whatever a model server does not need: root, capabilities, a writable root,
 * the host's user ids, and any address but loopback.
 */
public final class HardeningControl implements Control {

  /** The customary id of an image's unprivileged user; any id above 0 satisfies the control. */
  private static final long UNPRIVILEGED = 65532;

  /** Scratch space in memory: prompts that pass through it never reach a disk. */
  private static final String SCRATCH = "64Mi";

  private final String doorImage;

  public HardeningControl(String doorImage) {
    this.doorImage = doorImage;
  }

  @Override
  public ConditionType condition() {
    return ConditionType.HARDENED;
  }

  @Override
  public List<FrameworkReference> references() {
    return List.of(
        FrameworkReference.iso27001("A.8.9"),
        FrameworkReference.iso27001("A.8.19"),
        FrameworkReference.aiAct("Art. 15"));
  }

  @Override
  public Optional<String> obligation() {
    return Optional.of("hardening");
  }

  @Override
  public void contribute(Admitted admitted, PlanDraft draft) {
    draft
        .pod()
        .withHostUsers(false)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(UNPRIVILEGED)
        .withRunAsGroup(UNPRIVILEGED)
        .withFsGroup(UNPRIVILEGED)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewVolume()
        .withName("tmp")
        .withNewEmptyDir()
        .withMedium("Memory")
        .withSizeLimit(new Quantity(SCRATCH))
        .endEmptyDir()
        .endVolume();
    for (ContainerBuilder container : List.of(draft.door(), draft.model())) {
      container
          .withNewSecurityContext()
          .withRunAsNonRoot(true)
          .withAllowPrivilegeEscalation(false)
          .withPrivileged(false)
          .withReadOnlyRootFilesystem(true)
          .withNewCapabilities()
          .withDrop("ALL")
          .endCapabilities()
          .endSecurityContext();
    }
    draft.model().addNewVolumeMount().withName("tmp").withMountPath("/tmp").endVolumeMount();
    bindToLoopback(admitted.spec().server(), draft);
  }

  /** The preset comes first; the validator refuses user arguments that would override it. */
  private static void bindToLoopback(Server server, PlanDraft draft) {
    RuntimePreset preset = RuntimePreset.of(server);
    List<String> args = new ArrayList<>(preset.args());
    args.addAll(server.args());
    List<EnvVar> env = new ArrayList<>();
    preset.env().forEach((name, value) -> env.add(new EnvVar(name, value, null)));
    server.env().forEach(variable -> env.add(new EnvVar(variable.name(), variable.value(), null)));
    draft.model().withArgs(args).withEnv(env);
  }

  @Override
  public State verify(Observation observation) {
    List<Pod> pods = observation.activePods();
    if (pods.isEmpty()) {
      return new State.Pending(PENDING, "No pod exists yet.");
    }
    Optional<State> unable = nodeWithoutUserNamespaces(observation);
    if (unable.isPresent()) {
      return unable.get();
    }
    PodInspection inspection = new PodInspection(observation.admitted().spec().server(), doorImage);
    Optional<State> leaving = Optional.empty();
    for (Pod pod : pods) {
      Optional<String> weakness = inspection.firstWeakness(pod.getSpec());
      if (weakness.isPresent() && observation.isSuperseded(pod)) {
        leaving = Optional.of(leaving(pod, weakness.get()));
      } else if (weakness.isPresent()) {
        return new State.Broken(
            NOT_HARDENED,
            "Pod %s %s; delete it, and find out who made it so (a mutating webhook, perhaps)."
                .formatted(pod.getMetadata().getName(), weakness.get()));
      }
    }
    if (leaving.isPresent()) {
      return leaving.get();
    }
    return new State.Holds(
        VERIFIED,
        "All %d pods run without root, capabilities and privileges, with the model on loopback."
            .formatted(pods.size()));
  }

  /** Its kubelet does not start the pod, and says why only in an event. */
  private static Optional<State> nodeWithoutUserNamespaces(Observation observation) {
    return observation.activePods().stream()
        .flatMap(pod -> Stream.ofNullable(pod.getSpec().getNodeName()))
        .flatMap(name -> Stream.ofNullable(observation.nodes().get(name)))
        .filter(UserNamespaces::areMissing)
        .findFirst()
        .map(
            node ->
                new State.Broken(
                    NODE_WITHOUT_USER_NAMESPACES,
                    "Node %s cannot give a pod user ids of its own (hostUsers: false), and without them no model runs. Give it a runtime and a kernel that can (containerd 2.0 or newer, Linux 6.3 or newer), or keep models away from it by spec.placement.nodeSelector."
                        .formatted(node.getMetadata().getName())));
  }

  private static State leaving(Pod pod, String weakness) {
    return new State.Pending(
        PROGRESSING,
        "Pod %s of the version before %s; it is being replaced."
            .formatted(pod.getMetadata().getName(), weakness));
  }
}
