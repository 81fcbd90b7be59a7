package dev.drawbridge.operator.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.plan.PlacementPin;
import dev.drawbridge.operator.status.ConditionType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ControlsTest {

  static List<Control> controls() {
    return Given.controls();
  }

  @Test
  void everyConditionHasOneOwner() {
    List<ConditionType> owned = controls().stream().map(Control::condition).toList();

    assertThat(owned)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrder(
            ConditionType.ISOLATED,
            ConditionType.ADMITTED,
            ConditionType.REGION_PINNED,
            ConditionType.HARDENED,
            ConditionType.AUDIT_ACTIVE,
            ConditionType.ROLLOUT_COMPLETE);
  }

  @ParameterizedTest
  @MethodSource("controls")
  void everyControlAnswersToANorm(Control control) {
    assertThat(control.references())
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allSatisfy(
            reference -> {
              assertThat(reference.framework()).isNotBlank();
              assertThat(reference.edition()).isNotBlank();
              assertThat(reference.reference()).isNotBlank();
            });
  }

  @Test
  void everyObligationHasOneControl() {
    List<String> obligations =
        controls().stream().map(Control::obligation).flatMap(Optional::stream).toList();

    assertThat(obligations)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrder("isolation", PlacementPin.OBLIGATION_TYPE, "hardening", "audit");
  }

  @Test
  void theWallsComeFirstAndTheWorkloadLast() {
    List<ConditionType> order = controls().stream().map(Control::condition).toList();

    assertThat(order)
        .startsWith(ConditionType.ISOLATED, ConditionType.ADMITTED)
        .endsWith(ConditionType.ROLLOUT_COMPLETE);
  }
}
