package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureReportTest {

  private final SettableClock clock = new SettableClock();
  private final FailureReport failures = new FailureReport(clock);

  @Test
  void silentWhenSomebodyWasOnlyFaster() {
    Optional<Report> report = failures.of(Given.publicDemo(), answer(409, "it was modified"));

    assertThat(report).isEmpty();
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(answer(422, "spec.replicas is invalid"), true),
        Arguments.of(answer(400, "unknown field"), true),
        Arguments.of(answer(403, "forbidden: exceeded quota"), true),
        Arguments.of(
            answer(
                403, "unable to create new content in namespace x because it is being terminated"),
            false),
        Arguments.of(answer(404, "not found"), false),
        Arguments.of(answer(429, "too many requests"), false),
        Arguments.of(answer(500, "internal error"), false),
        Arguments.of(answer(503, "unavailable"), false),
        Arguments.of(new KubernetesClientException("refused", new IOException()), false),
        Arguments.of(new IllegalStateException("the class does not exist"), true),
        Arguments.of(new NullPointerException(), true));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void stalledWhenARepetitionAloneWillNotHelp(Exception failure, boolean stalled) {
    ModelDeploymentStatus status = failures.of(Given.publicDemo(), failure).orElseThrow().status();

    assertThat(is(status, ConditionType.STALLED)).isEqualTo(stalled);
    assertThat(is(status, ConditionType.RECONCILING)).isEqualTo(!stalled);
    assertThat(is(status, ConditionType.READY)).isFalse();
    assertThat(status.observedGeneration()).isEqualTo(Given.GENERATION);
    assertThat(Conditions.find(status.conditions(), ConditionType.READY))
        .hasValueSatisfying(
            ready -> {
              assertThat(ready.reason()).isEqualTo("ApplyFailed");
              assertThat(ready.message())
                  .startsWith("The last try failed: ")
                  .endsWith(". It is tried again by itself.")
                  .doesNotContain("..", "null");
            });
  }

  @Test
  void stalledAndNothingElseIsSaidOfASpecThatOnlyALaterVersionUnderstands() {
    ModelDeploymentStatus status = failures.notUnderstood(Given.publicDemo()).status();

    assertThat(is(status, ConditionType.STALLED)).isTrue();
    assertThat(Conditions.find(status.conditions(), ConditionType.READY))
        .hasValueSatisfying(
            ready -> {
              assertThat(ready.reason()).isEqualTo("SpecNotUnderstood");
              assertThat(ready.message()).contains("update the operator", "What runs stays");
            });
  }

  @Test
  void whatWasKnownBeforeStaysKnown() {
    ModelDeployment deployment = Given.publicDemo();
    List<Condition> known =
        new Conditions(List.of(), 6L, clock)
            .add(ConditionType.READY, new State.Holds(Reason.READY, "serving"))
            .add(ConditionType.HARDENED, new State.Holds(Reason.VERIFIED, "well"))
            .build();
    deployment.setStatus(
        new ModelDeploymentStatus(6L, known, "serving-ns", null, 2, 1, "a=b", null, "sha256:aa"));

    ModelDeploymentStatus status =
        failures.of(deployment, answer(500, "internal error")).orElseThrow().status();

    assertThat(status.conditions()).contains(known.getLast());
    assertThat(status.conditions()).extracting(Condition::type).doesNotHaveDuplicates();
    assertThat(status.servingNamespace()).isEqualTo("serving-ns");
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.readyReplicas()).isEqualTo(1);
    assertThat(status.selector()).isEqualTo("a=b");
    assertThat(status.admittedDigest()).isEqualTo("sha256:aa");
  }

  @Test
  void theSecondFailureOfAKindIsNoNews() {
    ModelDeployment deployment = Given.publicDemo();
    Report first = failures.of(deployment, answer(500, "internal error")).orElseThrow();
    deployment.setStatus(first.status());

    Report second = failures.of(deployment, answer(500, "internal error")).orElseThrow();

    assertThat(first.occurrences()).hasSize(1);
    assertThat(second.occurrences()).isEmpty();
    assertThat(second.status()).isEqualTo(first.status());
  }

  private static boolean is(ModelDeploymentStatus status, ConditionType type) {
    return Conditions.find(status.conditions(), type)
        .filter(one -> one.status() == ConditionStatus.TRUE)
        .isPresent();
  }

  private static KubernetesClientException answer(int code, String message) {
    return new KubernetesClientException(
        message, code, new StatusBuilder().withMessage(message).build());
  }
}
