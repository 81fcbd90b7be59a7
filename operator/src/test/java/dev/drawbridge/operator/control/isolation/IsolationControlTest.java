package dev.drawbridge.operator.control.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drawbridge.operator.control.WallState;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsolationControlTest {

  private final IsolationControl control = new IsolationControl(Given.surroundings());
  private final Observed observed = Observed.labAssistant();

  static Stream<ObjectKey> walls() {
    return Observed.planned(
        Set.of("Namespace", "NetworkPolicy", "ResourceQuota", "LimitRange", "ServiceAccount"));
  }

  @Test
  void holdsWhenEveryWallStandsAndNobodyElseIsIn() {
    State state = control.verify(observed.build());

    assertThat(state)
        .isEqualTo(
            new State.Holds(
                Reason.VERIFIED,
                "Namespace %s is closed but for its consumers and DNS, and holds no other pod."
                    .formatted(observed.plan().namespace())));
  }

  @Test
  void thereAreNineWalls() {
    assertThat(walls()).hasSize(9);
  }

  @ParameterizedTest
  @MethodSource("walls")
  void pendingWhileAWallIsMissing(ObjectKey wall) {
    State state = control.verify(observed.without(wall.kind(), wall.name()).build());

    assertThat(state)
        .isEqualTo(
            new State.Pending(Reason.OBJECT_MISSING, wall + " does not exist; it is being made."));
  }

  @ParameterizedTest
  @MethodSource("walls")
  void pendingWhileAWallIsAltered(ObjectKey wall) {
    State state = control.verify(observed.altered(wall.kind(), wall.name()).build());

    assertThat(state)
        .isEqualTo(
            new State.Pending(
                Reason.OBJECT_ALTERED,
                wall + " was changed by somebody else; it is being repaired."));
  }

  @Test
  void saysThatSomebodyWasSeenToBeKeptOut() {
    State state = control.verify(observed.walls(WallState.CLOSED).build());

    assertThat(state.holds()).isTrue();
    assertThat(state.message()).contains("was seen to be kept out");
  }

  @Test
  void brokenWhereNetworkPoliciesAreNotEnforced() {
    State state = control.verify(observed.walls(WallState.OPEN).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.NETWORK_POLICY_NOT_ENFORCED);
    assertThat(state.message()).contains("Install a network plugin that enforces NetworkPolicies");
  }

  @Test
  void unknownWhereNobodyAnswers() {
    State state = control.verify(observed.walls(WallState.SILENT).build());

    assertThat(state).isInstanceOf(State.Unknown.class);
    assertThat(state.reason()).isEqualTo(Reason.NOT_PROBED);
  }

  @Test
  void pendingUntilItWasTried() {
    State state = control.verify(observed.walls(WallState.UNTRIED).build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.NOT_PROBED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "registry.example.com/sidecar",
        "registry.example.com/sidecar:1.0",
        "registry.example.com/sidecar@sha256:123",
        "@sha256:5555555555555555555555555555555555555555555555555555555555555555",
      })
  void takesNoDoorThatIsNotPinned(String image) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Surroundings(
                    DnsPods.usual(), image, Optional.empty(), Optional.empty(), Optional.empty()))
        .withMessageContaining("drawbridge.sidecar.image is " + image)
        .withMessageContaining("must be NAME@sha256:DIGEST");
  }

  @Test
  void whatIsNoWallIsNotItsConcern() {
    State state =
        control.verify(observed.altered("Deployment", "model").without("Service", "model").build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void brokenByANetworkPolicyThatWeDidNotMake() {
    var foreign =
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace(observed.plan().namespace())
            .withName("let-me-in")
            .endMetadata()
            .build();

    State state = control.verify(observed.with(foreign).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.FOREIGN_NETWORK_POLICY);
    assertThat(state.message()).contains("let-me-in", "delete it");
  }

  @Test
  void brokenByAPodOfNobody() {
    var foreign = observed.pod(3, pod -> pod.getMetadata().setOwnerReferences(List.of()));

    State state = control.verify(observed.pods(observed.pod(1), foreign).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.FOREIGN_POD);
    assertThat(state.message()).contains("model-5c9-3", "delete it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model-evil-5c9", "model-", "model-other", "evil-5c9"})
  void brokenByAPodOfAnotherWorkload(String replicaSet) {
    var foreign =
        observed.pod(
            3, pod -> pod.getMetadata().getOwnerReferences().getFirst().setName(replicaSet));

    State state = control.verify(observed.pods(foreign).build());

    assertThat(state.reason()).isEqualTo(Reason.FOREIGN_POD);
  }

  @Test
  void brokenByAPodThatOnlyNamesOurReplicaSet() {
    var foreign =
        observed.pod(
            3, pod -> pod.getMetadata().getOwnerReferences().getFirst().setController(false));

    State state = control.verify(observed.pods(foreign).build());

    assertThat(state.reason()).isEqualTo(Reason.FOREIGN_POD);
  }

  @Test
  void brokenByAPodWithoutLabels() {
    var foreign = observed.pod(3, pod -> pod.getMetadata().setLabels(null));

    State state = control.verify(observed.pods(foreign).build());

    assertThat(state.reason()).isEqualTo(Reason.FOREIGN_POD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void aPodThatEndedHarmsNobody(String phase) {
    var ended =
        observed.pod(
            3,
            pod -> {
              pod.getMetadata().setOwnerReferences(List.of());
              pod.getStatus().setPhase(phase);
            });

    State state = control.verify(observed.pods(ended).build());

    assertThat(state.holds()).isTrue();
  }

  @Test
  void aDeploymentWithoutConsumersHasOneWallLess() {
    Observed alone = Observed.of(Given.publicDemo());

    State state = control.verify(alone.build());

    assertThat(state.holds()).isTrue();
    assertThat(alone.plan().objects())
        .noneMatch(object -> object.getMetadata().getName().equals("allow-consumers"));
  }
}
