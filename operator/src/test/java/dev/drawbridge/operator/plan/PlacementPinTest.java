package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drawbridge.api.decision.Obligation;
import dev.drawbridge.api.v1alpha1.DataClassificationSpec;
import dev.drawbridge.api.v1alpha1.Placement;
import dev.drawbridge.api.v1alpha1.Premises;
import dev.drawbridge.api.v1alpha1.Residency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementPinTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Regions as words; "-" none, "x" no common one. */
  @ParameterizedTest(name = "asked {0}, class {1}, policy {2}: {3}")
  @CsvSource({
    "-,   -,   -,   -",
    "a,   -,   -,   a",
    "-,   a,   -,   a",
    "-,   -,   a,   a",
    "a b, b c, -,   b",
    "a b, -,   b c, b",
    "-,   a b, b c, b",
    "a b, b c, b d, b",
    "b a, -,   -,   a b",
    "a,   b,   -,   x",
    "a,   -,   b,   x",
    "-,   a,   b,   x",
    "a b, b c, c a, x",
  })
  void regionsAreThoseThatAllPermit(String asked, String allowed, String demanded, String pinned) {
    Optional<PlacementPin> pin =
        PlacementPin.of(
            placement(words(asked)),
            classification(words(allowed), Premises.ANY),
            demanded.equals("-") ? List.of() : List.of(obligation(words(demanded), "Any")));

    assertThat(pin)
        .isEqualTo(
            pinned.equals("x")
                ? Optional.empty()
                : Optional.of(new PlacementPin(words(pinned), false)));
  }

  @ParameterizedTest(name = "class {0}, policy {1}: {2}")
  @CsvSource({
    "ANY, Any, false",
    "ANY, OnPremises, true",
    "ON_PREMISES, Any, true",
    "ON_PREMISES, OnPremises, true",
    "ANY, , false",
    "ON_PREMISES, , true",
  })
  void premisesAreDemandedByAnyOfThem(
      Premises classification, @Nullable String demanded, boolean pinned) {
    Optional<PlacementPin> pin =
        PlacementPin.of(
            null,
            classification(List.of(), classification),
            List.of(obligation(List.of(), demanded)));

    assertThat(pin).contains(new PlacementPin(List.of(), pinned));
  }

  @Test
  void everyObligationCounts() {
    Optional<PlacementPin> pin =
        PlacementPin.of(
            null,
            classification(List.of(), Premises.ANY),
            List.of(
                obligation(List.of("a", "b", "c"), "Any"),
                obligation(List.of("b", "c"), "OnPremises"),
                obligation(List.of("c", "d"), "Any")));

    assertThat(pin).contains(new PlacementPin(List.of("c"), true));
  }

  @Test
  void obligationsOfOtherTypesSayNothingAboutPlaces() {
    var other =
        new Obligation(
            "1", "isolation", true, Map.of("regions", array(List.of("a"))), "some-policy");

    Optional<PlacementPin> pin =
        PlacementPin.of(null, classification(List.of(), Premises.ANY), List.of(other));

    assertThat(pin).contains(new PlacementPin(List.of(), false));
  }

  @Test
  void anObligationWithoutParametersRestrictsNothing() {
    var bare = new Obligation("1", PlacementPin.OBLIGATION_TYPE, true, Map.of(), "residency");

    Optional<PlacementPin> pin =
        PlacementPin.of(null, classification(List.of("a"), Premises.ANY), List.of(bare));

    assertThat(pin).contains(new PlacementPin(List.of("a"), false));
  }

  @Test
  void regionsThatAreNoListAreNotTakenForNone() {
    var broken =
        new Obligation(
            "1",
            PlacementPin.OBLIGATION_TYPE,
            true,
            Map.of("regions", JSON.textNode("de-frankfurt")),
            "residency");

    assertThatIllegalStateException()
        .isThrownBy(
            () -> PlacementPin.of(null, classification(List.of(), Premises.ANY), List.of(broken)))
        .withMessageContaining("residency")
        .withMessageContaining("regions");
  }

  @Test
  void aRegionThatIsNoTextIsNotTakenForOne() {
    var broken =
        new Obligation(
            "1",
            PlacementPin.OBLIGATION_TYPE,
            true,
            Map.of("regions", JSON.arrayNode().add(1)),
            "residency");

    assertThatIllegalStateException()
        .isThrownBy(
            () -> PlacementPin.of(null, classification(List.of(), Premises.ANY), List.of(broken)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"onPremises", "ONPREMISES", ""})
  void premisesThatNobodyKnowsAreNotTakenForAny(String premises) {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                PlacementPin.of(
                    null,
                    classification(List.of(), Premises.ANY),
                    List.of(obligation(List.of(), premises))))
        .withMessageContaining("premises");
  }

  @Test
  void regionsAreSortedAndEachOnce() {
    var pin = new PlacementPin(List.of("b", "a", "b"), false);

    assertThat(pin.regions()).containsExactly("a", "b");
  }

  private static List<String> words(String text) {
    return text.equals("-") ? List.of() : List.of(text.split(" "));
  }

  private static @Nullable Placement placement(List<String> regions) {
    return regions.isEmpty() ? null : new Placement(regions, Map.of(), List.of());
  }

  @SuppressWarnings("NullAway") // the record fills in what a manifest leaves out
  private static DataClassificationSpec classification(List<String> regions, Premises premises) {
    return new DataClassificationSpec(
        1, null, new Residency(regions, premises), null, null, null, null, null, null);
  }

  private static Obligation obligation(List<String> regions, @Nullable String premises) {
    Map<String, JsonNode> params =
        Map.of(
            "regions",
            array(regions),
            "premises",
            premises == null ? JSON.nullNode() : JSON.textNode(premises));
    return new Obligation("1", PlacementPin.OBLIGATION_TYPE, true, params, "residency");
  }

  private static JsonNode array(List<String> texts) {
    var array = JSON.arrayNode();
    texts.forEach(array::add);
    return array;
  }
}
