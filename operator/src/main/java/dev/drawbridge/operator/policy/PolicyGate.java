package dev.drawbridge.operator.policy;

import dev.drawbridge.api.decision.DecisionContractException;
import dev.drawbridge.api.decision.DecisionInput;
import dev.drawbridge.api.decision.DecisionJson;
import dev.drawbridge.api.decision.DecisionOutput;
import dev.drawbridge.api.decision.DecisionWord;
import dev.drawbridge.api.decision.Enforcement;
import dev.drawbridge.api.decision.Finding;
import dev.drawbridge.api.decision.Obligation;
import dev.drawbridge.api.decision.Outcome;
import dev.drawbridge.api.decision.Phase;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks the policy engine and believes nothing it does not have to: an answer that breaks the
 * contract anywhere is no decision at all.
 */
public final class PolicyGate {

  private static final String MATCHING_VERSIONS =
      "update operator and policy bundle to versions that belong together";

  private static final Fault DECIDES_NOTHING =
      new Fault(
          Kind.CONTRACT,
          "the policies decide although nothing was asked; have the security team repair the policy bundle");

  private final PolicyEngine engine;
  private final GateSettings settings;
  private final Provenance provenance;
  private final Listener listener;

  /** Told of every decision. */
  public interface Listener {
    void decided(Phase phase, Decision decision);
  }

  public PolicyGate(PolicyEngine engine, GateSettings settings, Listener listener) {
    this.engine = engine;
    this.settings = settings;
    this.provenance = new Provenance(settings);
    this.listener = listener;
  }

  public Decision decide(DecisionInput input) {
    Decision decision =
        switch (engine.ask(DecisionJson.write(input))) {
          case Reply.Failed failed -> new Decision.Indeterminate(failed.fault());
          case Reply.Answer answer -> judge(input, answer);
        };
    listener.decided(input.phase(), decision);
    return decision;
  }

  /**
   * Whether the engine could decide, and by which policies, without asking it anything: a question
   * without a deployment, which no policy can decide. The one path that OPA grants us tells so all
   * that can be known: address, TLS, token, contract, loaded bundle.
   */
  public EngineState probe(Instant now) {
    DecisionInput probe = Question.aboutNothing(now);
    return switch (engine.ask(DecisionJson.write(probe))) {
      case Reply.Failed failed -> new EngineState.Unusable(failed.fault());
      case Reply.Answer answer -> {
        try {
          yield state(probe, answer, DecisionJson.read(answer.result()));
        } catch (DecisionContractException broken) {
          yield new EngineState.Unusable(unreadable(broken));
        }
      }
    };
  }

  private EngineState state(DecisionInput probe, Reply.Answer answer, DecisionOutput output) {
    Instant published = output.publishedAt();
    return switch (judge(probe, answer, output)) {
      case Decision.Indeterminate it when it.fault().kind() == Kind.UNDECIDED ->
          new EngineState.Usable(answer.revisions().getFirst(), published);
      case Decision.Indeterminate it -> new EngineState.Unusable(it.fault(), published);
      case Decision.Allowed a -> new EngineState.Unusable(DECIDES_NOTHING, published);
      case Decision.Denied d -> new EngineState.Unusable(DECIDES_NOTHING, published);
    };
  }

  private Decision judge(DecisionInput input, Reply.Answer answer) {
    try {
      return judge(input, answer, DecisionJson.read(answer.result()));
    } catch (DecisionContractException broken) {
      return new Decision.Indeterminate(unreadable(broken));
    }
  }

  private static Fault unreadable(DecisionContractException broken) {
    return new Fault(Kind.CONTRACT, broken.getMessage() + "; " + MATCHING_VERSIONS);
  }

  private Decision judge(DecisionInput input, Reply.Answer answer, DecisionOutput output) {
    return breach(input, output)
        .or(() -> gap(output))
        .or(() -> provenance.objection(input.now(), answer, output.publishedAt()))
        .or(() -> unknownObligation(output))
        .<Decision>map(Decision.Indeterminate::new)
        .orElseGet(() -> ruling(input, answer, output));
  }

  private static Decision ruling(DecisionInput input, Reply.Answer answer, DecisionOutput output) {
    Ruling ruling =
        new Ruling(
            answer.decisionId() == null ? input.requestId() : answer.decisionId(),
            answer.revisions().getFirst(),
            InputDigest.of(input),
            input.now(),
            output.validUntil(),
            output.findings(),
            output.obligations());
    return switch (output.decision()) {
      case ALLOW -> new Decision.Allowed(ruling);
      case DENY -> new Decision.Denied(ruling);
      case INDETERMINATE -> indeterminate(Kind.UNDECIDED, undecided(output));
    };
  }

  /** Contradictions within the answer, or between it and the question. */
  private static Optional<Fault> breach(DecisionInput input, DecisionOutput output) {
    if (!output.schemaVersion().equals(DecisionJson.OUTPUT_SCHEMA)) {
      return contract(
          "the decision is of schema %s, and this operator reads %s; %s"
              .formatted(output.schemaVersion(), DecisionJson.OUTPUT_SCHEMA, MATCHING_VERSIONS));
    }
    if (!output.requestId().equals(input.requestId())) {
      return contract(
          "the decision answers request %s and not %s; look for a cache between operator and policy engine"
              .formatted(output.requestId(), input.requestId()));
    }
    if (output.validUntil() != null && output.validUntil().isBefore(input.now())) {
      return contract("the decision was over before it was taken; compare the clocks");
    }
    return output.decision() == DecisionWord.ALLOW
        ? output.findings().stream()
            .filter(PolicyGate::denies)
            .findFirst()
            .flatMap(
                finding ->
                    contract(
                        "the decision says allow, yet policy %s denies; have the security team repair the policy bundle"
                            .formatted(finding.policyId())))
        : Optional.empty();
  }

  private static Optional<Fault> contract(String message) {
    return Optional.of(new Fault(Kind.CONTRACT, message));
  }

  /** Whether the finding on its own refuses the change. */
  public static boolean denies(Finding finding) {
    return finding.enforcement() == Enforcement.DENY && finding.outcome() != Outcome.EXEMPTED;
  }

  private Optional<Fault> gap(DecisionOutput output) {
    if (output.decision() == DecisionWord.INDETERMINATE) {
      return Optional.empty(); // no policy ran, and the answer says so itself
    }
    Set<String> missing = new TreeSet<>(settings.requiredPolicies());
    output.evaluated().forEach(missing::remove);
    output.notApplicable().forEach(missing::remove);
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fault(
                Kind.INCOMPLETE,
                "required policies did not run: %s; have the security team complete the policy bundle, or the operator's list of required policies"
                    .formatted(String.join(", ", missing))));
  }

  private Optional<Fault> unknownObligation(DecisionOutput output) {
    return output.obligations().stream()
        .filter(Obligation::mandatory)
        .filter(obligation -> !settings.knownObligations().contains(obligation.type()))
        .findFirst()
        .map(
            obligation ->
                new Fault(
                    Kind.OBLIGATION,
                    "policy %s demands %s, which this operator does not know; update the operator, or have the security team change the policy"
                        .formatted(obligation.policyId(), obligation.type())));
  }

  private static String undecided(DecisionOutput output) {
    return output.findings().isEmpty()
        ? "the policies could not decide and do not say why; have the security team look at the policy bundle"
        : output.findings().stream().map(Finding::message).collect(Collectors.joining("; "));
  }

  private static Decision indeterminate(Kind kind, String message) {
    return new Decision.Indeterminate(new Fault(kind, message));
  }
}
