package dev.drawbridge.operator.policy;

import static dev.drawbridge.operator.status.Reason.POLICY_ENGINE_FAULT;
import static dev.drawbridge.operator.status.Reason.POLICY_INDETERMINATE;
import static dev.drawbridge.operator.status.Reason.REACHABLE;
import static dev.drawbridge.operator.status.Reason.WAITING_FOR_POLICY_ENGINE;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.policy.Fault.Kind;
import dev.drawbridge.operator.status.Reason;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One way in which policy can fail to decide, and what people are told then.
 *
 * @param engine brings it about
 * @param kind under which it is counted
 * @param advice part of what a user reads
 * @param admitted reason of the condition Admitted, which is False, of a spec that is new
 * @param available reason of PolicyEngineAvailable, which is True when that is Reachable
 */
record PolicyFailure(
    String name,
    Function<EngineRig, PolicyEngine> engine,
    Kind kind,
    String advice,
    Reason admitted,
    Reason available) {

  private static final String HTML = "<html><body>Bad gateway</body></html>";
  private static final String CULPRIT =
      """
      {"code": "internal_error", "message": "error(s) occurred while evaluating query", "errors": [
       {"code": "eval_conflict_error", "message": "complete rules must not produce multiple outputs",
        "location": {"file": "ownership/policy.rego", "row": 7, "col": 1}}]}
      """;
  private static final String WARNING = "'input' key missing from the request";

  static Stream<PolicyFailure> all() {
    return Stream.of(connections(), protocol(), policies(), contract(), origins())
        .flatMap(Function.identity());
  }

  private static Stream<PolicyFailure> connections() {
    return Stream.of(
        outage("connection refused", EngineRig::nobody, Kind.UNREACHABLE, "see whether OPA runs"),
        outage("host unknown", EngineRig::elsewhere, Kind.UNREACHABLE, "unknown host"),
        outage("TLS not trusted", EngineRig::untrusted, Kind.UNREACHABLE, "see whether OPA runs"),
        outage(
            "hangs up in the middle",
            rig -> rig.scripted(call -> call.breakOff("{\"result\": ")),
            Kind.UNREACHABLE,
            "see whether OPA runs"),
        outage(
            "answers too late",
            rig -> rig.slow(ScriptedServer.Call::never),
            Kind.TIMEOUT,
            "raise drawbridge.policy.deadline"),
        outage(
            "answer trickles",
            rig -> rig.slow(call -> call.trickle("{\"result\": {\"decision\": \"allow\"}}")),
            Kind.TIMEOUT,
            "raise drawbridge.policy.deadline"));
  }

  private static Stream<PolicyFailure> protocol() {
    String address = "check that drawbridge.policy.url leads to OPA";
    return Stream.of(
        fault("wrong token", EngineRig::wrongToken, Kind.UNAUTHORIZED, "give both the same token"),
        replying("403", 403, "{\"code\": \"unauthorized\"}", Kind.UNAUTHORIZED, "the same token"),
        replying("400", 400, "{\"code\": \"invalid_parameter\"}", Kind.PROTOCOL, address),
        replying("404", 404, "{\"code\": \"undefined_document\"}", Kind.PROTOCOL, address),
        replying("405", 405, "", Kind.PROTOCOL, address),
        replying("page of a proxy as 200", 200, HTML, Kind.PROTOCOL, address),
        replying("page of a proxy as 502", 502, HTML, Kind.PROTOCOL, address),
        fault(
            "redirect",
            rig -> rig.scripted(call -> call.redirect("https://127.0.0.1:8181/")),
            Kind.PROTOCOL,
            address),
        fault(
            "oversized answer",
            rig -> rig.replying(200, "{\"result\": \"%s\"}".formatted("x".repeat(5 << 20))),
            Kind.PROTOCOL,
            "more than 4 MiB"));
  }

  private static Stream<PolicyFailure> policies() {
    return Stream.of(
        replying(
            "500 with a culprit", 500, CULPRIT, Kind.POLICY_ERROR, "policy ownership is broken"),
        fault(
            "policy that contradicts itself",
            EngineRig::withAContradiction,
            Kind.POLICY_ERROR,
            "policy contradictory is broken"),
        fault("no policies", EngineRig::withoutPolicies, Kind.UNDEFINED, "policies are not loaded"),
        fault(
            "package instead of the decision",
            rig -> rig.responding(document -> document.putObject("result")),
            Kind.UNDEFINED,
            "policies are not loaded"),
        new PolicyFailure(
            "policies cannot decide",
            rig -> rig.deciding(PolicyFailure::undecided),
            Kind.UNDECIDED,
            "have the security team look at the policy bundle",
            POLICY_INDETERMINATE,
            REACHABLE),
        deciding(
            "required policy did not run",
            result -> result.putArray("evaluated").add("ownership"),
            Kind.INCOMPLETE,
            "required policies did not run: bounded-resources, "),
        deciding(
            "unknown obligation",
            result -> Scripted.demand(result, "telepathy", true),
            Kind.OBLIGATION,
            "demands telepathy, which this operator does not know"));
  }

  private static Stream<PolicyFailure> contract() {
    return Stream.of(
        fault(
            "warning",
            rig ->
                rig.responding(document -> document.putObject("warning").put("message", WARNING)),
            Kind.CONTRACT,
            "fault of the operator"),
        breach("other schema", r -> r.put("schemaVersion", "decision.drawbridge/v2"), "versions"),
        breach("no schema", r -> r.remove("schemaVersion"), "schemaVersion"),
        breach("unknown word", r -> r.put("decision", "permit"), "decision"),
        breach("boolean for a word", r -> r.put("decision", true), "decision"),
        breach("text for findings", r -> r.put("findings", "none"), "findings"),
        breach("null for findings", r -> r.putNull("findings"), "findings"),
        fault(
            "boolean for the whole",
            rig -> rig.responding(document -> document.put("result", true)),
            Kind.CONTRACT,
            "the decision breaks its contract"),
        breach("other request", r -> r.put("requestId", "another"), "look for a cache"),
        breach(
            "allows what it denies",
            PolicyFailure::allowDespiteDenial,
            "yet policy residency denies"),
        breach(
            "over already",
            r -> r.put("validUntil", "2020-01-01T00:00:00Z"),
            "over before it was taken"));
  }

  private static Stream<PolicyFailure> origins() {
    String load = "load policies as a bundle with a revision";
    return Stream.of(
        fault("loose files", EngineRig::withLooseFiles, Kind.BUNDLE, load),
        fault(
            "no provenance", rig -> rig.responding(d -> d.remove("provenance")), Kind.BUNDLE, load),
        fault("empty revision", rig -> rig.responding(d -> revision(d, "")), Kind.BUNDLE, load),
        fault(
            "other revision than the pinned one",
            rig -> rig.responding(document -> revision(document, "0.0.9")),
            Kind.BUNDLE,
            "policy revision 0.0.9 decided, but"),
        fault("bundle too old", EngineRig::withAnOldBundle, Kind.STALE, "publish them again"),
        deciding(
            "bundle of unknown age",
            result -> result.putNull("publishedAt"),
            Kind.STALE,
            "publish it with policies/build --published"),
        deciding(
            "bundle of the future",
            result -> result.put("publishedAt", "2199-01-01T00:00:00Z"),
            Kind.STALE,
            "compare the clocks"),
        fault(
            "no decision log",
            rig -> rig.responding(document -> document.remove("decision_id")),
            Kind.UNLOGGED,
            "switch decision_logs on"));
  }

  private static void undecided(ObjectNode result) {
    result.put("decision", "indeterminate");
    result.putArray("findings");
  }

  private static void allowDespiteDenial(ObjectNode result) {
    result.put("decision", "allow");
    result.withArray("findings").add(Scripted.finding("residency", "deny", "violated"));
  }

  private static void revision(ObjectNode document, String revision) {
    document.withObject("/provenance/bundles/drawbridge").put("revision", revision);
  }

  private static PolicyFailure outage(
      String name, Function<EngineRig, PolicyEngine> engine, Kind kind, String advice) {
    return new PolicyFailure(
        name, engine, kind, advice, WAITING_FOR_POLICY_ENGINE, WAITING_FOR_POLICY_ENGINE);
  }

  private static PolicyFailure fault(
      String name, Function<EngineRig, PolicyEngine> engine, Kind kind, String advice) {
    return new PolicyFailure(name, engine, kind, advice, POLICY_ENGINE_FAULT, POLICY_ENGINE_FAULT);
  }

  private static PolicyFailure replying(
      String name, int status, String body, Kind kind, String advice) {
    return fault(name, rig -> rig.replying(status, body), kind, advice);
  }

  private static PolicyFailure deciding(
      String name, Consumer<ObjectNode> change, Kind kind, String advice) {
    return fault(name, rig -> rig.deciding(change), kind, advice);
  }

  private static PolicyFailure breach(String name, Consumer<ObjectNode> change, String advice) {
    return deciding(name, change, Kind.CONTRACT, advice);
  }

  @Override
  public String toString() {
    return name;
  }
}
