package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpaClientTest {

  private static final String ANSWER =
      "{\"result\": {\"decision\": \"allow\"}, \"decision_id\": \"d\"}";
  private static final Duration AMPLE = Duration.ofMinutes(1);

  @TempDir static Path identities;

  private static ServerIdentity identity;
  private static ServerIdentity stranger;

  @TempDir private Path folder;

  private ScriptedServer server;
  private Path token;
  private Path ca;
  private Instant written = Instant.parse("2026-11-24T10:00:00Z");

  @BeforeAll
  static void makeIdentities() {
    identity = ServerIdentity.create(identities, "opa");
    stranger = ServerIdentity.create(identities, "stranger");
  }

  @BeforeEach
  void startServer() throws IOException {
    server = ScriptedServer.start(identity);
    server.script(call -> call.reply(200, ANSWER));
    token = folder.resolve("token");
    ca = folder.resolve("ca.pem");
    write(token, "first\n");
    trust(identity);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void asksForTheOneDecisionAndSaysWhoAsks() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    server.script(
        call -> {
          seen.add(call.exchange().getRequestMethod());
          seen.add(call.exchange().getRequestURI().toString());
          seen.add(call.authorization());
          seen.add(call.input().toString());
          call.reply(200, ANSWER);
        });

    Reply reply = client(AMPLE).ask(JsonNodeFactory.instance.objectNode().put("requestId", "r"));

    assertThat(reply).isInstanceOf(Reply.Answer.class);
    assertThat(seen)
        .containsExactly(
            "POST",
            "/v1/data/drawbridge/admission/decision?provenance=true&strict-builtin-errors=true",
            "Bearer first",
            "{\"requestId\":\"r\"}");
  }

  @Test
  void readsTheTokenAgainWhenItChanged() throws IOException {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    server.script(
        call -> {
          seen.add(call.authorization());
          call.reply(200, ANSWER);
        });
    OpaClient client = client(AMPLE);

    ask(client);
    write(token, "second");
    ask(client);

    assertThat(seen).containsExactly("Bearer first", "Bearer second");
  }

  @Test
  void readsTheTrustedCertificatesAgainWhenTheyChanged() throws IOException {
    OpaClient client = client(AMPLE);
    assertThat(ask(client)).isInstanceOf(Reply.Answer.class);

    trust(stranger);
    assertThat(fault(ask(client)).kind()).isEqualTo(Kind.UNREACHABLE);

    trust(identity);
    assertThat(ask(client)).isInstanceOf(Reply.Answer.class);
  }

  @Test
  void trustsNobodyWhenTheCertificatesCannotBeRead() throws IOException {
    write(ca, "no certificate");

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault.message()).contains(ca.toString());
  }

  @Test
  void namesTheTokenFileThatIsMissing() throws IOException {
    Files.delete(token);

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault.message()).contains("cannot read", token.toString());
  }

  @Test
  void refusesATokenThatCannotBeSent() throws IOException {
    write(token, "first\nsecond");

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault.message()).contains(token.toString()).doesNotContain("second");
  }

  @Test
  void endsACallThatIsNeverAnswered() {
    server.script(ScriptedServer.Call::never);

    assertThat(fault(ask(client(Duration.ofMillis(200)))).kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void endsACallWhoseAnswerTrickles() {
    server.script(call -> call.trickle(ANSWER));

    assertThat(fault(ask(client(Duration.ofMillis(200)))).kind()).isEqualTo(Kind.TIMEOUT);
  }

  @Test
  void neverRepeatsACallThatReachedSomebody() {
    server.script(
        call -> {
          throw new IOException("hung up on purpose");
        });

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(server.calls()).isOne();
  }

  @Test
  void neverRepeatsACallThatWasAnsweredBadly() {
    server.script(call -> call.reply(503, "{\"message\": \"busy\"}"));

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(server.calls()).isOne();
  }

  @Test
  void saysWhereNobodyListens() {
    URI gone = server.url();
    server.close();

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault.message())
        .contains(gone.toString(), "nobody listens there", "see whether OPA runs");
  }

  @Test
  void saysThatTheHostIsUnknown() {
    URI unknown = URI.create("https://opa.invalid:8181");

    Fault fault = fault(ask(new OpaClient(new OpaConnection(unknown, token, ca, AMPLE))));

    assertThat(fault.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(fault.message()).contains("unknown host");
  }

  @Test
  void readsNoMoreThanAnyDecisionHas() {
    server.script(call -> call.reply(200, "{\"result\": \"%s\"}".formatted("x".repeat(5 << 20))));

    Fault fault = fault(ask(client(AMPLE)));

    assertThat(fault.kind()).isEqualTo(Kind.PROTOCOL);
    assertThat(fault.message()).contains("4 MiB", "drawbridge.policy.url");
  }

  @Test
  void readsALargeDecision() {
    server.script(call -> call.reply(200, "{\"result\": \"%s\"}".formatted("ä".repeat(1 << 20))));

    assertThat(ask(client(AMPLE)))
        .asInstanceOf(type(Reply.Answer.class))
        .satisfies(answer -> assertThat(answer.result().asText()).hasSize(1 << 20));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:8181", "https:///", "opa:8181"})
  void takesNoAddressWithoutTls(String url) {
    assertThatThrownBy(() -> new OpaConnection(URI.create(url), token, ca, AMPLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be https://HOST:PORT");
  }

  @Test
  void takesNoDeadlineThatCannotBeKept() {
    assertThatThrownBy(() -> new OpaConnection(server.url(), token, ca, Duration.ZERO))
        .hasMessageContaining("drawbridge.policy.deadline");
  }

  private OpaClient client(Duration deadline) {
    return new OpaClient(new OpaConnection(server.url(), token, ca, deadline));
  }

  private static Reply ask(OpaClient client) {
    return client.ask(JsonNodeFactory.instance.objectNode());
  }

  private static Fault fault(Reply reply) {
    return assertThat(reply).asInstanceOf(type(Reply.Failed.class)).actual().fault();
  }

  private void trust(ServerIdentity whom) throws IOException {
    Files.copy(whom.certificate(), ca, StandardCopyOption.REPLACE_EXISTING);
    stamp(ca);
  }

  private void write(Path file, String content) throws IOException {
    Files.writeString(file, content);
    stamp(file);
  }

  /** Two writes within one tick of the file system's clock would look like none. */
  private void stamp(Path file) throws IOException {
    written = written.plusSeconds(1);
    Files.setLastModifiedTime(file, FileTime.from(written));
  }
}
