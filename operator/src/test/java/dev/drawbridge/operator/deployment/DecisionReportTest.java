package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.decision.Obligation;
import dev.drawbridge.api.v1alpha1.DecisionResult;
import dev.drawbridge.api.v1alpha1.DecisionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.api.v1alpha1.ObligationState;
import dev.drawbridge.api.v1alpha1.ObligationStatus;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.policy.Decision;
import dev.drawbridge.operator.policy.Fault;
import dev.drawbridge.operator.policy.Ruling;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionReportTest {

  private static final Instant NOON = Instant.parse("2026-10-01T12:00:00Z");
  private static final Decision ALLOWED = new Decision.Allowed(ruling("d1", "r1", "sha256:a", 0));
  private static final Decision OUTAGE =
      new Decision.Indeterminate(new Fault(Fault.Kind.UNREACHABLE, "away"));

  @Test
  void aRulingIsShownWithItsProvenance() {
    DecisionStatus shown = report(null, Given.GENERATION, ALLOWED, Set.of());

    assertThat(shown)
        .isEqualTo(
            new DecisionStatus(
                "d1",
                DecisionResult.ALLOW,
                "r1",
                "sha256:a",
                NOON,
                null,
                List.of(),
                shown.obligations()));
  }

  @ParameterizedTest
  @CsvSource({
    "d2, r1, sha256:a, d1",
    "d2, r2, sha256:a, d2",
    "d2, r1, sha256:b, d2",
  })
  void onlyADecisionThatSaysSomethingElseIsNews(
      String id, String revision, String digest, String shownId) {
    DecisionStatus before = report(null, Given.GENERATION, ALLOWED, Set.of());

    DecisionStatus shown =
        report(
            before,
            Given.GENERATION,
            new Decision.Allowed(ruling(id, revision, digest, 60)),
            Set.of());

    assertThat(shown.id()).isEqualTo(shownId);
    assertThat(shown.evaluatedAt()).isEqualTo(shownId.equals("d1") ? NOON : NOON.plusSeconds(60));
  }

  @Test
  void anotherAnswerIsNews() {
    DecisionStatus before = report(null, Given.GENERATION, ALLOWED, Set.of());

    DecisionStatus shown =
        report(
            before,
            Given.GENERATION,
            new Decision.Denied(ruling("d2", "r1", "sha256:a", 60)),
            Set.of());

    assertThat(shown.id()).isEqualTo("d2");
    assertThat(shown.result()).isEqualTo(DecisionResult.DENY);
  }

  @Test
  void obligationsFollowTheirControlsThoughTheDecisionIsTheSame() {
    DecisionStatus before = report(null, Given.GENERATION, ALLOWED, Set.of());

    DecisionStatus shown = report(before, Given.GENERATION, ALLOWED, Set.of("placement"));

    assertThat(before.obligations().getFirst().state()).isEqualTo(ObligationState.PENDING);
    assertThat(shown.obligations().getFirst().state()).isEqualTo(ObligationState.FULFILLED);
    assertThat(shown.id()).isEqualTo("d1");
  }

  @Test
  void anOutageKeepsTheDecisionOnTheSameGeneration() {
    DecisionStatus before = report(null, Given.GENERATION, ALLOWED, Set.of());

    DecisionStatus shown = report(before, Given.GENERATION, OUTAGE, Set.of());

    assertThat(shown).isEqualTo(before);
  }

  @Test
  void anOutageSaysNothingAboutANewGeneration() {
    DecisionStatus before = report(null, Given.GENERATION, ALLOWED, Set.of());

    DecisionStatus shown = report(before, Given.GENERATION - 1, OUTAGE, Set.of());

    assertThat(shown.result()).isEqualTo(DecisionResult.INDETERMINATE);
    assertThat(shown.id()).isNull();
  }

  @Test
  void anOutageFromTheStartIsIndeterminate() {
    DecisionStatus shown = report(null, Given.GENERATION, OUTAGE, Set.of());

    assertThat(shown.result()).isEqualTo(DecisionResult.INDETERMINATE);
  }

  @Test
  void anObligationThatNoControlFulfilsIsUnsupported() {
    DecisionStatus shown =
        Objects.requireNonNull(DecisionReport.of(Given.publicDemo(), ALLOWED, Map.of()));

    assertThat(shown.obligations())
        .extracting(ObligationStatus::state)
        .containsExactly(ObligationState.UNSUPPORTED);
  }

  private static DecisionStatus report(
      @Nullable DecisionStatus before, long observed, Decision decision, Set<String> fulfilled) {
    ModelDeployment deployment = Given.publicDemo();
    deployment.setStatus(
        new ModelDeploymentStatus(observed, List.of(), null, null, 0, 0, null, before, null));
    ObligationState placement =
        fulfilled.contains("placement") ? ObligationState.FULFILLED : ObligationState.PENDING;
    return Objects.requireNonNull(
        DecisionReport.of(deployment, decision, Map.of("placement", placement)));
  }

  private static Ruling ruling(String id, String revision, String digest, long secondsLater) {
    return new Ruling(
        id,
        revision,
        digest,
        NOON.plusSeconds(secondsLater).plusNanos(5),
        null,
        List.of(),
        List.of(new Obligation("pin", "placement", true, Map.of(), "residency")));
  }
}
