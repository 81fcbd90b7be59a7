package dev.drawbridge.operator.classification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.DataClassificationStatus;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationReportTest {

  private final SettableClock clock = new SettableClock();
  private final ClassificationReport report = new ClassificationReport(clock);
  private final DataClassification confidential = Given.classification("confidential");
  private final List<DataClassification> all = new ArrayList<>(Samples.classifications());

  @Test
  void readyWithARankOfItsOwn() {
    confidential.getMetadata().setGeneration(3L);

    DataClassificationStatus status = report.of(confidential, all, List.of());

    assertThat(status.observedGeneration()).isEqualTo(3L);
    assertThat(status.conditions())
        .extracting(Condition::type, Condition::status)
        .containsExactly(
            tuple("Ready", ConditionStatus.TRUE), tuple("RankUnique", ConditionStatus.TRUE));
  }

  @Test
  void stalledWithARankThatOthersHave() {
    all.add(named("zeta"));
    all.add(named("alpha"));

    DataClassificationStatus status = report.of(confidential, all, List.of());

    assertThat(status.conditions())
        .extracting(Condition::type)
        .containsExactly("Ready", "Stalled", "RankUnique");
    assertThat(Conditions.find(status.conditions(), ConditionType.RANK_UNIQUE))
        .hasValueSatisfying(
            unique -> {
              assertThat(unique.status()).isEqualTo(ConditionStatus.FALSE);
              assertThat(unique.message())
                  .contains("30 is also the rank of alpha, zeta", "give each class a rank");
            });
  }

  @Test
  void stalledWhenItSaysWhatOnlyALaterVersionUnderstands() {
    DataClassification later = notUnderstood();

    DataClassificationStatus status = report.of(later, all, List.of(Given.labAssistant()));

    assertThat(status.conditions())
        .extracting(Condition::type, Condition::reason)
        .containsExactly(
            tuple("Ready", "SpecNotUnderstood"),
            tuple("Stalled", "SpecNotUnderstood"),
            tuple("RankUnique", "SpecNotUnderstood"));
    assertThat(status).extracting("deployments").isEqualTo(1);
  }

  /** As it is read: without a spec. */
  private DataClassification notUnderstood() {
    DataClassification later = new DataClassification();
    later.setMetadata(confidential.getMetadata());
    return later;
  }

  @Test
  void deploymentsThatNameItAreCounted() {
    DataClassificationStatus status =
        report.of(
            confidential,
            all,
            List.of(Given.labAssistant(), Given.publicDemo(), Given.labAssistant()));

    assertThat(status).extracting("deployments").isEqualTo(2);
  }

  @Test
  void anUnchangedClassGivesAnEqualStatus() {
    confidential.setStatus(report.of(confidential, all, List.of()));
    clock.advance(Duration.ofHours(1));

    DataClassificationStatus status = report.of(confidential, all, List.of());

    assertThat(status).isEqualTo(confidential.getStatus());
  }

  @Test
  void aClassDoesNotShareItsRankWithItself() {
    assertThat(RankConflict.with(confidential, List.of(confidential, named("confidential"))))
        .isEmpty();
  }

  private static DataClassification named(String name) {
    DataClassification other = Given.classification("confidential");
    other.getMetadata().setName(name);
    return other;
  }
}
