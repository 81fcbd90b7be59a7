package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.decision.ClassificationFact;
import dev.drawbridge.api.decision.ClassificationState;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.operator.harness.Samples;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassificationLookupTest {

  private final List<DataClassification> shipped = Samples.classifications();

  @Test
  void findsTheClassThatIsNamed() {
    ClassificationFact fact = ClassificationLookup.find("internal", shipped);

    assertThat(fact.state()).isEqualTo(ClassificationState.FOUND);
    assertThat(fact.effectiveName()).isEqualTo("internal");
    assertThat(Objects.requireNonNull(fact.spec()).path("rank").asInt()).isEqualTo(20);
  }

  @Test
  void takesTheStrictestForANameThatNobodyKnows() {
    ClassificationFact fact = ClassificationLookup.find("publik", shipped);

    assertThat(fact.state()).isEqualTo(ClassificationState.MISSING);
    assertThat(fact.name()).isEqualTo("publik");
    assertThat(fact.effectiveName()).isEqualTo("strictly-confidential");
  }

  @Test
  void takesNoneWhereTwoAreStrictest() {
    DataClassification twin = Samples.classifications().getLast();
    twin.getMetadata().setName("twin");
    List<DataClassification> known = Stream.concat(shipped.stream(), Stream.of(twin)).toList();

    ClassificationFact fact = ClassificationLookup.find("publik", known);

    assertThat(fact.state()).isEqualTo(ClassificationState.AMBIGUOUS);
    assertThat(fact.effectiveName()).isNull();
    assertThat(fact.spec()).isNull();
  }

  @Test
  void findsANamedClassAlthoughOthersShareARank() {
    DataClassification twin = Samples.classifications().getLast();
    twin.getMetadata().setName("twin");
    List<DataClassification> known = Stream.concat(shipped.stream(), Stream.of(twin)).toList();

    ClassificationFact fact = ClassificationLookup.find("twin", known);

    assertThat(fact.state()).isEqualTo(ClassificationState.FOUND);
  }

  @Test
  void hasNoRulesWhereThereAreNoClasses() {
    ClassificationFact fact = ClassificationLookup.find("public", List.of());

    assertThat(fact.state()).isEqualTo(ClassificationState.MISSING);
    assertThat(fact.spec()).isNull();
  }
}
