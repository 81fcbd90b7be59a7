package dev.drawbridge.operator.policy;

import static dev.drawbridge.operator.policy.Scripted.answering;
import static dev.drawbridge.operator.policy.Scripted.demand;
import static dev.drawbridge.operator.policy.Scripted.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PolicyGateTest {

  @Test
  void allowsWhatPolicyAllows() {
    DecisionInput question = Scripted.question();

    Decision decision = Scripted.gate(answering(PolicyGateTest::nothing)).decide(question);

    assertThat(decision)
        .isEqualTo(
            new Decision.Allowed(
                new Ruling(
                    Scripted.DECISION_ID,
                    Scripted.REVISION,
                    InputDigest.of(question),
                    Scripted.NOW,
                    null,
                    List.of(),
                    List.of())));
  }

  @Test
  void deniesWhatPolicyDenies() {
    Decision decision = Scripted.gate(answering(Scripted::deny)).decide(Scripted.question());

    assertThat(decision)
        .asInstanceOf(type(Decision.Denied.class))
        .satisfies(denied -> assertThat(denied.ruling().findings()).hasSize(1));
  }

  static Stream<Arguments> harmless() {
    return Stream.of(
        change("a warning", r -> r.withArray("findings").add(finding("x", "warn", "violated"))),
        change("a remark", r -> r.withArray("findings").add(finding("x", "audit", "unknown"))),
        change("an exemption", r -> r.withArray("findings").add(finding("x", "deny", "exempted"))),
        change("an end at this moment", r -> r.put("validUntil", Scripted.NOW.toString())),
        change("a known obligation", r -> demand(r, "placement", true)),
        change("an unknown obligation that is optional", r -> demand(r, "telepathy", false)),
        change("a part that a later version has", r -> r.put("later", 1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("harmless")
  void allowsWith(String what, Consumer<ObjectNode> change) {
    Decision decision = Scripted.gate(answering(change)).decide(Scripted.question());

    assertThat(decision).isInstanceOf(Decision.Allowed.class);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        flaw("other schema", Kind.CONTRACT, r -> r.put("schemaVersion", "v9"), "of schema v9"),
        flaw("other request", Kind.CONTRACT, r -> r.put("requestId", "x"), "look for a cache"),
        flaw("unknown word", Kind.CONTRACT, r -> r.put("decision", "maybe"), "decision"),
        flaw("boolean for a word", Kind.CONTRACT, r -> r.put("decision", true), "decision"),
        flaw("number for a word", Kind.CONTRACT, r -> r.put("decision", 0), "decision"),
        flaw("no word", Kind.CONTRACT, r -> r.remove("decision"), "decision"),
        flaw("null findings", Kind.CONTRACT, r -> r.putNull("findings"), "findings"),
        flaw("null word", Kind.CONTRACT, r -> r.putNull("decision"), "decision"),
        flaw("null schema", Kind.CONTRACT, r -> r.putNull("schemaVersion"), "schemaVersion"),
        flaw("null in findings", Kind.CONTRACT, r -> r.withArray("findings").addNull(), "contract"),
        flaw("findings no list", Kind.CONTRACT, r -> r.put("findings", "none"), "findings"),
        flaw(
            "unknown enforcement",
            Kind.CONTRACT,
            r -> r.withArray("findings").add(finding("x", "shout", "violated")),
            "enforcement"),
        flaw(
            "allow against a deny",
            Kind.CONTRACT,
            r -> r.withArray("findings").add(finding("residency", "deny", "violated")),
            "policy residency denies"),
        flaw(
            "allow although unknown",
            Kind.CONTRACT,
            r -> r.withArray("findings").add(finding("residency", "deny", "unknown")),
            "policy residency denies"),
        flaw(
            "over already",
            Kind.CONTRACT,
            r -> r.put("validUntil", "2026-11-24T09:59:59Z"),
            "compare the clocks"),
        flaw(
            "required policy missing",
            Kind.INCOMPLETE,
            r -> r.putArray("evaluated").add("x"),
            "did not run: residency;"),
        flaw(
            "all policies missing",
            Kind.INCOMPLETE,
            r -> {
              r.putArray("evaluated");
              r.putArray("notApplicable");
            },
            "did not run: ownership, residency;"),
        flaw(
            "obligation unknown",
            Kind.OBLIGATION,
            r -> demand(r, "telepathy", true),
            "policy residency demands telepathy"),
        flaw(
            "undecided", Kind.UNDECIDED, r -> r.put("decision", "indeterminate"), "do not say why"),
        flaw(
            "undecided with a reason",
            Kind.UNDECIDED,
            r -> {
              r.put("decision", "indeterminate");
              r.withArray("findings").add(finding("input", "deny", "unknown"));
            },
            "spec.x: wrong by input"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void takesNoDecisionFrom(String what, Kind kind, Consumer<ObjectNode> change, String advice) {
    Decision decision = Scripted.gate(answering(change)).decide(Scripted.question());

    assertThat(decision)
        .asInstanceOf(type(Decision.Indeterminate.class))
        .satisfies(
            undecided -> {
              assertThat(undecided.fault().kind()).isEqualTo(kind);
              assertThat(undecided.fault().message()).contains(advice);
            });
  }

  static Stream<Arguments> origins() {
    return Stream.of(
        arguments(List.of(), Optional.empty(), Kind.BUNDLE),
        arguments(List.of(""), Optional.empty(), Kind.BUNDLE),
        arguments(List.of("1", ""), Optional.empty(), Kind.BUNDLE),
        arguments(List.of("2"), Optional.of("1"), Kind.BUNDLE),
        arguments(List.of("1", "2"), Optional.of("1"), Kind.BUNDLE));
  }

  @ParameterizedTest
  @MethodSource("origins")
  void takesNoDecisionOfUnknownOrigin(List<String> revisions, Optional<String> pinned, Kind kind) {
    GateSettings settings = new GateSettings(Set.of(), pinned, Optional.empty(), true, Set.of());
    PolicyGate gate =
        new PolicyGate(answering("d", revisions, PolicyGateTest::nothing), settings, (p, d) -> {});

    Decision decision = gate.decide(Scripted.question());

    assertThat(decision)
        .asInstanceOf(type(Decision.Indeterminate.class))
        .satisfies(undecided -> assertThat(undecided.fault().kind()).isEqualTo(kind));
  }

  @Test
  void takesThePinnedRevision() {
    GateSettings settings =
        new GateSettings(Set.of(), Optional.of("1"), Optional.empty(), true, Set.of());
    PolicyGate gate =
        new PolicyGate(
            answering("d", List.of("1"), PolicyGateTest::nothing), settings, (p, d) -> {});

    assertThat(gate.decide(Scripted.question())).isInstanceOf(Decision.Allowed.class);
  }

  static Stream<Arguments> ages() {
    return Stream.of(
        arguments("2026-11-23T10:00:00Z", true),
        arguments("2026-11-23T09:59:59Z", false),
        arguments("2026-11-24T10:05:00Z", true),
        arguments("2026-11-24T10:05:01Z", false),
        arguments(null, false));
  }

  @ParameterizedTest
  @MethodSource("ages")
  void takesNoDecisionByPoliciesThatAreTooOld(@Nullable String published, boolean taken) {
    PolicyGate gate = gateOfOneDay(answering(result -> result.put("publishedAt", published)));

    Decision decision = gate.decide(Scripted.question());

    if (taken) {
      assertThat(decision).isInstanceOf(Decision.Allowed.class);
    } else {
      assertThat(decision)
          .asInstanceOf(type(Decision.Indeterminate.class))
          .satisfies(undecided -> assertThat(undecided.fault().kind()).isEqualTo(Kind.STALE));
    }
  }

  @Test
  void probeTellsTheAgeOfWhatIsTooOldToDecide() {
    PolicyEngine engine =
        answering(
            result -> {
              cannotTell(result);
              result.put("publishedAt", "2026-11-01T00:00:00Z");
            });

    EngineState state = gateOfOneDay(engine).probe(Scripted.NOW);

    assertThat(state.publishedAt()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(state)
        .asInstanceOf(type(EngineState.Unusable.class))
        .satisfies(
            it ->
                assertThat(it.fault().message())
                    .contains("published at 2026-11-01T00:00:00Z, and none may be older than 24h"));
  }

  private static PolicyGate gateOfOneDay(PolicyEngine engine) {
    Optional<Duration> day = Optional.of(Duration.ofDays(1));
    return new PolicyGate(
        engine,
        new GateSettings(Set.of(), Optional.empty(), day, true, Set.of()),
        (phase, decision) -> {});
  }

  @Test
  void takesNoDecisionThatWasNotLogged() {
    Decision decision = Scripted.gate(unlogged()).decide(Scripted.question());

    assertThat(decision)
        .asInstanceOf(type(Decision.Indeterminate.class))
        .satisfies(undecided -> assertThat(undecided.fault().kind()).isEqualTo(Kind.UNLOGGED));
  }

  @Test
  void namesTheRequestWhereLoggingIsNotDemanded() {
    GateSettings settings =
        new GateSettings(Set.of(), Optional.empty(), Optional.empty(), false, Set.of());
    DecisionInput question = Scripted.question();

    Decision decision = new PolicyGate(unlogged(), settings, (p, d) -> {}).decide(question);

    assertThat(decision)
        .asInstanceOf(type(Decision.Allowed.class))
        .satisfies(it -> assertThat(it.ruling().id()).isEqualTo(question.requestId()));
  }

  private static PolicyEngine unlogged() {
    return input ->
        new Reply.Answer(
            Scripted.changed(input, PolicyGateTest::nothing), null, List.of(Scripted.REVISION));
  }

  @ParameterizedTest
  @EnumSource
  void passesOnWhyThereIsNoAnswer(Kind kind) {
    Decision decision = Scripted.gate(Scripted.failing(kind)).decide(Scripted.question());

    assertThat(decision).isEqualTo(new Decision.Indeterminate(new Fault(kind, "out of order")));
  }

  @Test
  void tellsOfEveryDecision() {
    List<Decision> told = new ArrayList<>();
    PolicyGate gate =
        new PolicyGate(
            answering(PolicyGateTest::nothing), Scripted.settings(), (phase, one) -> told.add(one));

    Decision first = gate.decide(Scripted.question());
    Decision second = gate.decide(Scripted.question());

    assertThat(told).containsExactly(first, second);
  }

  @Test
  void probesWithAQuestionThatNobodyCanDecide() {
    PolicyEngine engine =
        input -> {
          assertThat(input.path("object").isNull()).isTrue();
          assertThat(input.path("phase").asText()).isEqualTo("preview");
          return answering(PolicyGateTest::cannotTell).ask(input);
        };

    EngineState state = Scripted.gate(engine).probe(Scripted.NOW);

    assertThat(state).isEqualTo(new EngineState.Usable(Scripted.REVISION, null));
  }

  static Stream<Arguments> unusable() {
    return Stream.of(
        arguments(Scripted.failing(Kind.TIMEOUT), Kind.TIMEOUT),
        arguments(answering(r -> r.put("requestId", "x")), Kind.CONTRACT),
        arguments(answering(PolicyGateTest::nothing), Kind.CONTRACT),
        arguments(answering(Scripted::deny), Kind.CONTRACT),
        arguments(answering("d", List.of(), PolicyGateTest::cannotTell), Kind.BUNDLE));
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void knowsAnEngineThatCannotBeAsked(PolicyEngine engine, Kind kind) {
    EngineState state = Scripted.gate(engine).probe(Scripted.NOW);

    assertThat(state)
        .asInstanceOf(type(EngineState.Unusable.class))
        .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(kind));
  }

  private static void nothing(ObjectNode result) {}

  private static void cannotTell(ObjectNode result) {
    result.put("decision", "indeterminate");
  }

  private static Arguments change(String what, Consumer<ObjectNode> change) {
    return arguments(what, change);
  }

  private static Arguments flaw(
      String what, Kind kind, Consumer<ObjectNode> change, String advice) {
    return arguments(what, kind, change, advice);
  }
}
