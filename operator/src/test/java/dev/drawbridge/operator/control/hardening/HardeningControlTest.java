package dev.drawbridge.operator.control.hardening;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ServerRuntime;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.CapabilitiesBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SeccompProfileBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class HardeningControlTest {

  private final HardeningControl control = new HardeningControl(Given.surroundings().doorImage());
  private final Observed observed = Observed.labAssistant();

  @Test
  void holdsWhenEveryPodIsAsPlanned() {
    State state = control.verify(observed.build());

    assertThat(state)
        .isEqualTo(
            new State.Holds(
                Reason.VERIFIED,
                "All 2 pods run without root, capabilities and privileges, with the model on"
                    + " loopback."));
  }

  @Test
  void pendingUntilThereIsAPod() {
    State state = control.verify(observed.pods().build());

    assertThat(state).isEqualTo(new State.Pending(Reason.PENDING, "No pod exists yet."));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "false, false", ", false"})
  void brokenWhereTheNodeCannotGiveUserIds(@Nullable Boolean can, boolean holds) {
    Node node = Observed.node(Observed.NODE, "de-frankfurt", false);
    node.setStatus(
        new NodeStatusBuilder()
            .addNewRuntimeHandler()
            .withName("")
            .withNewFeatures()
            .withUserNamespaces(can)
            .endFeatures()
            .endRuntimeHandler()
            .addNewRuntimeHandler()
            .withName("other")
            .endRuntimeHandler()
            .build());

    State state = control.verify(observed.nodes(node).build());

    assertThat(state.holds()).isEqualTo(holds);
    if (!holds) {
      assertThat(state.reason()).isEqualTo(Reason.NODE_WITHOUT_USER_NAMESPACES);
      assertThat(state.message()).contains(Observed.NODE, "spec.placement.nodeSelector");
    }
  }

  static Stream<Arguments> weaknesses() {
    return Stream.of(
        pod("hostNetwork", pod -> pod.setHostNetwork(true)),
        pod("hostPID", pod -> pod.setHostPID(true)),
        pod("hostIPC", pod -> pod.setHostIPC(true)),
        pod("hostUsers must be false", pod -> pod.setHostUsers(null)),
        pod("hostUsers must be false", pod -> pod.setHostUsers(true)),
        pod("has no door", pod -> pod.setInitContainers(List.of())),
        pod("has no door", pod -> pod.getInitContainers().getFirst().setRestartPolicy(null)),
        pod(
            "has no door",
            pod ->
                pod.getInitContainers()
                    .getFirst()
                    .setImage("registry.example.com/door@sha256:" + "6".repeat(64))),
        pod(
            "container door that may run as root",
            pod -> pod.getInitContainers().getFirst().setSecurityContext(null)),
        pod("API token", pod -> pod.setAutomountServiceAccountToken(null)),
        pod("API token", pod -> pod.setAutomountServiceAccountToken(true)),
        pod("each other's processes", pod -> pod.setShareProcessNamespace(true)),
        pod(
            "debug container",
            pod ->
                pod.setEphemeralContainers(
                    List.of(new EphemeralContainerBuilder().withName("debugger").build()))),
        pod("seccomp", pod -> pod.getSecurityContext().setSeccompProfile(null)),
        pod("seccomp", pod -> pod.setSecurityContext(null)),
        context(
            "seccomp",
            it -> it.setSeccompProfile(new SeccompProfileBuilder().withType("Unconfined").build())),
        container(
            "runs another image than the admitted one",
            container -> container.setImage("registry.example.com/other@sha256:" + "0".repeat(64))),
        container("root", it -> it.setSecurityContext(null)),
        context("root", it -> it.setRunAsNonRoot(null)),
        context("root", it -> it.setRunAsNonRoot(false)),
        context("privileges", it -> it.setPrivileged(true)),
        context("privileges", it -> it.setAllowPrivilegeEscalation(null)),
        context("privileges", it -> it.setAllowPrivilegeEscalation(true)),
        context("root file system", it -> it.setReadOnlyRootFilesystem(null)),
        context("capabilities", it -> it.setCapabilities(null)),
        context("capabilities", it -> it.getCapabilities().setDrop(List.of("NET_RAW"))),
        context(
            "capabilities",
            it ->
                it.setCapabilities(
                    new CapabilitiesBuilder().withDrop("ALL").withAdd("NET_ADMIN").build())),
        container("digest", it -> it.setImage("registry.example.com/llama-server:b6500")),
        container("loopback", it -> it.setArgs(List.of())),
        container("loopback", it -> it.setArgs(List.of("--host=0.0.0.0", "--port=8000"))),
        container("loopback", it -> it.getArgs().add("--host=0.0.0.0")),
        container("loopback", it -> it.getArgs().addAll(List.of("--host", "0.0.0.0"))),
        container("loopback", it -> it.setCommand(List.of("/bin/sh"))),
        pod("container injected", pod -> pod.getContainers().add(injected())),
        pod("container injected", pod -> pod.getInitContainers().add(injected())));
  }

  @ParameterizedTest(name = "{0} ({index})")
  @MethodSource("weaknesses")
  void brokenByASingleWeakness(String says, Consumer<Pod> weaken) {
    Pod weak = observed.pod(2, weaken);

    State state = control.verify(observed.pods(observed.pod(1), weak).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.NOT_HARDENED);
    assertThat(state.message()).contains("Pod model-5c9-2", says, "delete it");
  }

  @Test
  void aPodOfTheVersionBeforeOnAnotherPortIsAsGood() {
    Pod before =
        observed.pod(1, pod -> model(pod).setArgs(List.of("--host=127.0.0.1", "--port=9999")));

    State state = control.verify(observed.pods(before).build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void aWeakPodOfTheVersionBeforeIsOnItsWayOut() {
    Pod before =
        observed.pod(
            1,
            pod -> {
              Observed.supersede(pod);
              pod.getSpec().setHostNetwork(true);
            });

    State state = control.verify(observed.pods(before).build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.message()).contains("being replaced");
  }

  @Test
  void aMirrorMayServeTheAdmittedBytes() {
    Pod mirrored =
        observed.pod(
            1,
            pod -> {
              String image = model(pod).getImage();
              model(pod).setImage("mirror.example.com/any" + image.substring(image.indexOf('@')));
            });

    State state = control.verify(observed.pods(mirrored).build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void anImageByTagIsGoodWherePolicyLetItIn() {
    var byTag =
        Samples.edited(
            Given.publicDemo(), yaml -> yaml.replaceAll("(llama-server)@sha256:[0-9a-f]+", "$1:1"));

    State state = control.verify(Observed.of(byTag).build());

    assertThat(state.holds()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void everyRuntimeIsSeenToBeOnLoopback(ServerRuntime runtime) {
    Observed served = Observed.of(servedBy(runtime));

    State state = control.verify(served.build());

    assertThat(state.holds()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void noRuntimeIsBelievedWithoutItsBinding(ServerRuntime runtime) {
    Observed served = Observed.of(servedBy(runtime));
    Pod unbound =
        served.pod(
            1,
            pod -> {
              model(pod).setArgs(List.of());
              model(pod).setEnv(List.of());
            });

    State state = control.verify(served.pods(unbound).build());

    assertThat(state.reason()).isEqualTo(Reason.NOT_HARDENED);
  }

  @ParameterizedTest
  @EnumSource(names = {"OLLAMA", "ML_SERVER", "CUSTOM"})
  void ofAVariableThatIsThereTwiceTheLastOneCounts(ServerRuntime runtime) {
    Observed served = Observed.of(servedBy(runtime));
    Pod unbound =
        served.pod(
            1,
            pod ->
                model(pod)
                    .getEnv()
                    .add(new EnvVar(model(pod).getEnv().getFirst().getName(), "0.0.0.0", null)));

    State state = control.verify(served.pods(unbound).build());

    assertThat(state.message()).contains("loopback");
  }

  private static ModelDeployment servedBy(ServerRuntime runtime) {
    var name = new ObjectMapper().valueToTree(runtime).asText();
    return Samples.edited(
        Given.publicDemo(), yaml -> yaml.replace("\"LlamaCpp\"", "\"" + name + "\""));
  }

  private static Arguments pod(String says, Consumer<PodSpec> weaken) {
    return Arguments.of(says, (Consumer<Pod>) pod -> weaken.accept(pod.getSpec()));
  }

  private static Arguments container(String says, Consumer<Container> weaken) {
    return Arguments.of(says, (Consumer<Pod>) pod -> weaken.accept(model(pod)));
  }

  private static Arguments context(String says, Consumer<SecurityContext> weaken) {
    return container(says, container -> weaken.accept(container.getSecurityContext()));
  }

  private static Container model(Pod pod) {
    return pod.getSpec().getContainers().getFirst();
  }

  private static Container injected() {
    return new ContainerBuilder().withName("injected").withImage("example.com/i").build();
  }
}
