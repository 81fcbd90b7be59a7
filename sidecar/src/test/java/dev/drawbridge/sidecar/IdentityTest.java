package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.TestAuthority;
import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import dev.drawbridge.sidecar.pod.TestAuthority.Validity;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who somebody is, by his certificate, and for how long. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IdentityTest {

  private static final String QUESTION = "{\"messages\":[]}";
  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";

  /** What a certificate may say that is not one SPIFFE id. */
  enum WrongName {
    NONE,
    ONLY_DNS(new GeneralName(GeneralName.dNSName, "chatbot")),
    TWO(TestAuthority.uri(PodConfig.spiffe("chatbot")), TestAuthority.uri(PodConfig.spiffe("b"))),
    HTTP(TestAuthority.uri("https://drawbridge.internal/ns/frontend/consumer/chatbot")),
    NO_PATH(TestAuthority.uri("spiffe://drawbridge.internal")),
    DOTS(TestAuthority.uri("spiffe://drawbridge.internal/ns/../ns/frontend/consumer/chatbot")),
    QUERY(TestAuthority.uri(PodConfig.spiffe("chatbot") + "?a")),
    CAPITALS(TestAuthority.uri("SPIFFE://drawbridge.internal/ns/frontend/consumer/chatbot"));

    @SuppressWarnings("ImmutableEnumChecker") // Nobody changes it.
    private final List<GeneralName> names;

    WrongName(GeneralName... names) {
      this.names = List.of(names);
    }
  }

  @ParameterizedTest
  @EnumSource(WrongName.class)
  void refusesACertificateThatDoesNotNameOneIdentity(WrongName wrong) throws Exception {
    try (Pod pod = Pod.start()) {
      Issued certificate =
          pod.authority.issue(TestAuthority.validity(), wrong.names.toArray(GeneralName[]::new));
      try (Socket socket = pod.raw(certificate)) {
        RawAnswer answer = RawAnswer.to(socket, GET);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("identity.unknown");
      }
      pod.ended();
      assertThat(pod.model.asked()).isEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void aRemovedConsumerCannotGoOnUsingAConnectionThatIsOpen(HttpClient.Version version)
      throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", version)) {
      assertThat(status(pod, client)).isEqualTo(200);

      pod.writeConfig(pod.config.noConsumers().consumer("another").generation(8).json());
      pod.sidecar().reload();

      assertThat(status(pod, client)).isEqualTo(403);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .allSatisfy(record -> assertThat(record).containsEntry(Field.CONFIG_GENERATION, 8L));
    }
  }

  private static int status(Pod pod, HttpClient client) throws Exception {
    return client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).statusCode();
  }

  @Test
  void anAuthorityThatIsNoLongerTrustedEndsTheConnectionsOfItsConsumers() throws Exception {
    try (Pod pod = Pod.start();
        Socket socket = pod.raw()) {
      assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);

      pod.writeCertificates(new TestAuthority());
      pod.sidecar().reload();

      RawAnswer answer = RawAnswer.to(socket, GET);
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.head()).containsIgnoringCase("connection: close");
      assertThat(RawAnswer.ended(socket)).isTrue();
    }
  }

  @Test
  void aLiveConnectionOfHttp2IsRefusedWhenTrustChangesAndTheRequestUnderWayEndsWell()
      throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_2)) {
      var seen = new java.util.concurrent.CountDownLatch(1);
      var go = new java.util.concurrent.CountDownLatch(1);
      pod.model.script(
          (asked, out) -> {
            seen.countDown();
            go.await();
            dev.drawbridge.sidecar.pod.ModelServer.json(out, "{}");
          });
      var underWay = client.sendAsync(pod.chat(QUESTION).build(), BodyHandlers.ofString());
      seen.await();

      pod.writeCertificates(new TestAuthority());
      pod.sidecar().reload();
      go.countDown();

      assertThat(underWay.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      // The next one is refused on the old connection, or cannot open a new one.
      assertThat(refused(pod, client)).isTrue();
      assertThat(pod.model.asked()).hasSize(1);
    }
  }

  private static boolean refused(Pod pod, HttpClient client) throws InterruptedException {
    try {
      HttpResponse<String> answer =
          client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString());
      return answer.statusCode() == 401;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void aCertificateThatExpiresWhileItsConnectionIsOpenIsOfNoMoreUse() throws Exception {
    try (Pod pod = Pod.start()) {
      Instant end = Instant.now().plusSeconds(3);
      Issued brief =
          pod.authority.issue(
              new Validity(end.minusSeconds(60), end),
              TestAuthority.uri(PodConfig.spiffe("chatbot")));
      try (Socket socket = pod.raw(brief)) {
        assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);
        while (!Instant.now().isAfter(end.plusMillis(1100))) {
          TimeUnit.MILLISECONDS.sleep(50);
        }

        assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(401);
      }
    }
  }
}
