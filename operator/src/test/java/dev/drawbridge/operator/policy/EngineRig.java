package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.harness.RunningOperator;
import dev.drawbridge.operator.policy.Fault.Kind;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Policy engines in every state of disrepair. All are asked by the client of production. */
final class EngineRig implements AutoCloseable {

  private static final Duration AMPLE = Duration.ofSeconds(10);

  /** A rule of two values. It fails only where it is asked for, so the compiler lets it pass. */
  private static final String CONTRADICTION =
      """
      package drawbridge.policies.contradictory

      meta := {"id": "contradictory", "version": "1", "severity": "low", "controls": [], "advisory": []}

      level := 1 if input.phase

      level := 2 if input.phase

      findings contains {"ruleId": "r", "outcome": "violated", "message": "m"} if level == 1
      """;

  private static final Duration SHORT = Duration.ofMillis(300);

  private final Testbed testbed;
  private final Path folder;
  private final PolicyEngine real;
  private final ServerIdentity identity;
  private final ScriptedServer server;
  private final Map<Kind, OwnOpa> processes = new EnumMap<>(Kind.class);

  EngineRig(Testbed testbed, Path folder) throws IOException {
    this.testbed = testbed;
    this.folder = folder;
    this.real = RunningOperator.realOpa(testbed);
    this.identity = ServerIdentity.create(folder, "scripted");
    this.server = ScriptedServer.start(identity);
  }

  /** The testbed's OPA, in order. */
  PolicyEngine real() {
    return real;
  }

  PolicyEngine nobody() {
    return client(
        URI.create("https://127.0.0.1:9"), testbed.opaTokenFile(), testbed.caFile(), AMPLE);
  }

  /** A host that no server of names knows, whoever is asked: RFC 6761 sees to that. */
  PolicyEngine elsewhere() {
    return client(
        URI.create("https://opa.invalid:8181"), testbed.opaTokenFile(), testbed.caFile(), AMPLE);
  }

  /** The testbed's OPA, to somebody who does not trust it. */
  PolicyEngine untrusted() {
    return client(testbed.opaUrl(), testbed.opaTokenFile(), identity.certificate(), AMPLE);
  }

  /** The testbed's OPA, asked with a token that is not the one. */
  PolicyEngine wrongToken() {
    Path token = write("token", "0123456789abcdef-wrong");
    return client(testbed.opaUrl(), token, testbed.caFile(), AMPLE);
  }

  PolicyEngine scripted(ScriptedServer.Script script) {
    server.script(script);
    return scripted(AMPLE);
  }

  /** Asked by somebody who does not wait for long. */
  PolicyEngine slow(ScriptedServer.Script script) {
    server.script(script);
    return scripted(SHORT);
  }

  private PolicyEngine scripted(Duration deadline) {
    return client(server.url(), testbed.opaTokenFile(), identity.certificate(), deadline);
  }

  PolicyEngine replying(int status, String body) {
    return scripted(call -> call.reply(status, body));
  }

  /** What the testbed's OPA says, but for one change to what is decided. */
  PolicyEngine deciding(Consumer<ObjectNode> change) {
    return responding(document -> change.accept((ObjectNode) document.path("result")));
  }

  /** What the testbed's OPA says, but for one change to the response. */
  PolicyEngine responding(Consumer<ObjectNode> change) {
    return scripted(
        call -> {
          ObjectNode document = response(call.input());
          change.accept(document);
          call.reply(200, document.toString());
        });
  }

  private ObjectNode response(JsonNode input) {
    Reply.Answer answer =
        assertThat(real.ask(input)).asInstanceOf(type(Reply.Answer.class)).actual();
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("result", answer.result());
    document.put("decision_id", answer.decisionId());
    document
        .putObject("provenance")
        .putObject("bundles")
        .putObject("drawbridge")
        .put("revision", answer.revisions().getFirst());
    return document;
  }

  /** A real OPA that was given no policies. */
  PolicyEngine withoutPolicies() {
    return process(Kind.UNDEFINED, List::of);
  }

  /** A real OPA whose bundle has one policy more, in which a rule contradicts itself. */
  PolicyEngine withAContradiction() {
    return process(
        Kind.POLICY_ERROR,
        () -> {
          Path bundle = folder.resolve("contradiction");
          OwnOpa.copyPolicies(bundle, testbed.policyRevision(), Instant.now().toString());
          Path policy = Files.createDirectory(bundle.resolve("contradictory"));
          Files.writeString(policy.resolve("policy.rego"), CONTRADICTION);
          return List.of("--set=bundles.drawbridge.resource=file://" + bundle);
        });
  }

  /** A real OPA that got its bundle years ago, and none since. */
  PolicyEngine withAnOldBundle() {
    return process(
        Kind.STALE,
        () -> {
          Path bundle = folder.resolve("old");
          OwnOpa.copyPolicies(bundle, testbed.policyRevision(), "2020-01-01T00:00:00Z");
          return List.of("--set=bundles.drawbridge.resource=file://" + bundle);
        });
  }

  /** A real OPA with our policies as plain files: nobody can tell which they are. */
  PolicyEngine withLooseFiles() {
    return process(
        Kind.BUNDLE,
        () -> {
          Path files = folder.resolve("loose");
          OwnOpa.copyPolicies(files, "none", "none");
          Files.delete(files.resolve(".manifest"));
          return List.of(files.toString());
        });
  }

  /** Started when it is first asked for. */
  private PolicyEngine process(Kind flaw, Callable<List<String>> arguments) {
    return processes
        .computeIfAbsent(
            flaw,
            missing -> {
              Path log = folder.resolve("opa-%s.log".formatted(missing.text()));
              try {
                return OwnOpa.start(
                    testbed,
                    log,
                    state -> seen(state, missing),
                    arguments.call().toArray(String[]::new));
              } catch (Exception e) {
                throw new IllegalStateException("no OPA for " + missing, e);
              }
            })
        .client();
  }

  /**
   * A probe asks no policy anything, and so does not see one that breaks when it is asked. What is
   * too old is for the operator's settings to say.
   */
  private static boolean seen(EngineState state, Kind flaw) {
    return switch (state) {
      case EngineState.Usable u -> flaw == Kind.POLICY_ERROR || flaw == Kind.STALE;
      case EngineState.Unusable unusable -> unusable.fault().kind() == flaw;
    };
  }

  private Path write(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PolicyEngine client(URI url, Path token, Path ca, Duration deadline) {
    return new OpaClient(new OpaConnection(url, token, ca, deadline));
  }

  @Override
  public void close() {
    processes.values().forEach(OwnOpa::close);
    server.close();
  }
}
