package dev.drawbridge.operator.control.placement;

import static dev.drawbridge.operator.fixture.Observed.NODE;
import static dev.drawbridge.operator.fixture.Observed.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.control.Observation;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.PlacementPin;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementControlTest {

  private final PlacementControl control = new PlacementControl();
  private final Observed observed = Observed.labAssistant();

  @Test
  void holdsWhenEveryPodIsInsideTheRegion() {
    State state = control.verify(observed.build());

    assertThat(state)
        .isEqualTo(new State.Holds(Reason.VERIFIED, "All 2 pods run in de-frankfurt."));
  }

  @Test
  void brokenByAPodOutsideTheRegion() {
    State state = control.verify(observed.nodes(node(NODE, "us-east-1", false)).build());

    assertThat(state).isInstanceOf(State.Broken.class);
    assertThat(state.reason()).isEqualTo(Reason.OUTSIDE_REGION);
    assertThat(state.message())
        .contains("model-5c9-1", NODE, "region us-east-1", "in de-frankfurt", "delete the pod");
  }

  @Test
  void brokenByANodeThatLostItsLabels() {
    var bare = node(NODE, "de-frankfurt", false);
    bare.getMetadata().setLabels(null);

    State state = control.verify(observed.nodes(bare).build());

    assertThat(state.reason()).isEqualTo(Reason.OUTSIDE_REGION);
    assertThat(state.message()).contains("region none");
  }

  @Test
  void unknownOnANodeThatIsNotSeen() {
    State state = control.verify(observed.nodes().build());

    assertThat(state).isInstanceOf(State.Unknown.class);
    assertThat(state.reason()).isEqualTo(Reason.NODE_UNKNOWN);
    assertThat(state.message()).contains(NODE, "check");
  }

  @ParameterizedTest
  @CsvSource({"gone, abroad", "abroad, gone"})
  void whatIsOutsideCountsMoreThanWhatIsUnknown(String first, String second) {
    Observation seen =
        observed
            .pods(
                observed.pod(1, pod -> pod.getSpec().setNodeName(first)),
                observed.pod(2, pod -> pod.getSpec().setNodeName(second)))
            .nodes(node("abroad", "us-east-1", false))
            .build();

    State state = control.verify(seen);

    assertThat(state.reason()).isEqualTo(Reason.OUTSIDE_REGION);
  }

  @Test
  void pendingUntilAPodIsPlaced() {
    Observation seen =
        observed.pods(observed.pod(1, pod -> pod.getSpec().setNodeName(null))).build();

    State state = control.verify(seen);

    assertThat(state)
        .isEqualTo(
            new State.Pending(
                Reason.PENDING, "No pod has been placed yet; wanted: in de-frankfurt."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Succeeded", "Failed"})
  void aPodThatEndedIsNowhere(String phase) {
    Observation seen =
        observed
            .pods(observed.pod(1, pod -> pod.getStatus().setPhase(phase)))
            .nodes(node(NODE, "us-east-1", false))
            .build();

    State state = control.verify(seen);

    assertThat(state.reason()).isEqualTo(Reason.PENDING);
  }

  @ParameterizedTest(name = "pinned to {0}, premises {1}; node in {2}, premises {3}")
  @CsvSource({
    "-, false, anywhere, false, true",
    "-, true, anywhere, true, true",
    "-, true, anywhere, false, false",
    "a, true, a, true, true",
    "a, true, a, false, false",
    "a, true, b, true, false",
    "a b, false, b, false, true",
  })
  void regionAndPremisesMustBothFit(
      String regions, boolean premises, String region, boolean onPremises, boolean holds) {
    Observation seen = observed.nodes(node(NODE, region, onPremises)).build();
    Admitted pinned =
        new Admitted(
            seen.admitted().key(),
            seen.admitted().spec(),
            seen.admitted().classification(),
            new PlacementPin(
                regions.equals("-") ? List.of() : List.of(regions.split(" ")), premises),
            seen.admitted().demands(),
            seen.admitted().grounds());

    State state =
        control.verify(
            new Observation(
                pinned,
                seen.plan(),
                seen.live(),
                seen.altered(),
                seen.pods(),
                seen.nodes(),
                Optional.empty(),
                List.of()));

    assertThat(state.holds()).isEqualTo(holds);
  }

  @Test
  void anywhereSaysSo() {
    Observed anywhere = Observed.of(Given.publicDemo());

    State state = control.verify(anywhere.build());

    assertThat(state.message()).isEqualTo("All 2 pods run in any region.");
  }

  @Test
  void aPodOfTheVersionBeforeMayStillBeElsewhere() {
    Observation seen =
        observed
            .pods(observed.pod(1, Observed::supersede))
            .nodes(node(NODE, "us-east-1", false))
            .build();

    State state = control.verify(seen);

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.message()).contains("version before", "wanted: in de-frankfurt");
  }

  @Test
  void aPodOfTheVersionBeforeDoesNotExcuseOneOfToday() {
    Observation seen =
        observed
            .pods(observed.pod(1, Observed::supersede), observed.pod(2))
            .nodes(node(NODE, "us-east-1", false))
            .build();

    State state = control.verify(seen);

    assertThat(state.reason()).isEqualTo(Reason.OUTSIDE_REGION);
  }
}
