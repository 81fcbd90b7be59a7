package dev.drawbridge.operator.control.isolation;

import static org.assertj.core.api.Assertions.assertThat;

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

  private final IsolationControl control =
      new IsolationControl(DnsPods.usual(), Optional.of(Given.RIGHTS));
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
  void thereAreSevenWalls() {
    assertThat(walls()).hasSize(7);
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
