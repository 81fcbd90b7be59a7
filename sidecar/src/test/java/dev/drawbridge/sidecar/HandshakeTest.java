package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.TestAuthority;
import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import dev.drawbridge.sidecar.pod.TestAuthority.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets through TLS, and what is known of those who do not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandshakeTest {

  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";

  @Test
  void refusesAnExpiredCertificateAndRecordsWhichItWas() throws Exception {
    Instant now = Instant.now();
    refusesInTheHandshake(
        new Validity(now.minus(Duration.ofDays(2)), now.minus(Duration.ofDays(1))),
        "identity.no-longer-valid");
  }

  @Test
  void refusesACertificateThatIsNotYetValid() throws Exception {
    Instant now = Instant.now();
    refusesInTheHandshake(
        new Validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2))),
        "identity.unknown");
  }

  private static void refusesInTheHandshake(Validity validity, String rule) throws Exception {
    try (Pod pod = Pod.start()) {
      refusesInTheHandshake(
          pod, pod.authority.issue(validity, TestAuthority.uri(PodConfig.spiffe("chatbot"))), rule);
    }
  }

  private static void refusesInTheHandshake(Pod pod, Issued certificate, String rule)
      throws Exception {
    try (Socket socket = pod.raw(certificate)) {
      // With TLS 1.3 a client learns of it when it reads.
      assertThatThrownBy(() -> RawAnswer.to(socket, GET)).isInstanceOf(IOException.class);
    }
    pod.ended();
    assertThat(pod.model.asked()).isEmpty();
    assertThat(pod.records(Event.INFERENCE_DENIED))
        .singleElement()
        .satisfies(
            record ->
                assertThat(record)
                    .containsEntry(Field.RULE_ID, rule)
                    .containsKey(Field.CONSUMER_CERT_SHA256)
                    .doesNotContainKey(Field.CONSUMER_SPIFFE));
  }

  @Test
  void refusesACertificateOfAnotherAuthority() throws Exception {
    try (Pod pod = Pod.start()) {
      refusesInTheHandshake(
          pod, new TestAuthority().client(PodConfig.spiffe("chatbot")), "identity.unknown");
    }
  }

  @Test
  void refusesWhoShowsNoCertificate() throws Exception {
    try (Pod pod = Pod.start()) {
      try (Socket socket =
          pod.authority
              .context()
              .getSocketFactory()
              .createSocket("127.0.0.1", pod.sidecar().doorPort())) {
        assertThatThrownBy(() -> RawAnswer.to(socket, GET)).isInstanceOf(IOException.class);
      }
      await("whoever is refused hears it a moment before it is counted")
          .untilAsserted(
              () ->
                  assertThat(pod.metrics())
                      .contains(
                          "sidecar_handshake_failures_total{reason=\"no-certificate\",} 1.0"));
    }
  }

  @Test
  void doesNotLetOlderTlsInUnlessTheConfigurationSaysSo() throws Exception {
    try (Pod pod = Pod.start()) {
      try (SSLSocket socket = pod.raw()) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
      }
    }
    try (Pod pod = Pod.start(new PodConfig().minimumTls("1.2"));
        SSLSocket socket = pod.raw()) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);
    }
  }

  /** Who resumes is not asked for it, and so is not verified. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void eachConnectionShowsItsCertificate(String version) throws Exception {
    try (Pod pod = Pod.start(new PodConfig().minimumTls("1.2"))) {
      AtomicInteger asked = new AtomicInteger();
      SSLContext context =
          pod.authority.context(
              asked::incrementAndGet, pod.authority.client(PodConfig.spiffe("chatbot")));
      connect(pod, context, version);
      int once = asked.get();
      assertThat(once).isPositive();

      connect(pod, context, version);

      assertThat(asked).hasValue(2 * once);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_ACCEPTED))
          .extracting(record -> record.get(Field.CONSUMER_CERT_SHA256))
          .hasSize(2)
          .doesNotContainNull();
    }
  }

  private static void connect(Pod pod, SSLContext context, String version) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket("127.0.0.1", pod.sidecar().doorPort())) {
      socket.setEnabledProtocols(new String[] {version});
      assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);
    }
  }

  /** Says nothing, or the first three bytes of what a handshake begins with. */
  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001"})
  void whoDoesNotShakeHandsIsHungUpOnAndCounted(String begun) throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("headerTimeoutSeconds", 1));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), pod.sidecar().doorPort())) {
      socket.setSoTimeout(30_000);
      RawAnswer.send(socket, begun);

      assertThat(RawAnswer.ended(socket)).isTrue();
      assertThat(pod.metrics())
          .contains("sidecar_handshake_failures_total{reason=\"timeout\",} 1.0");
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_DENIED)).isEmpty(); // of nobody
    }
  }

  @Test
  void scannersCannotFillTheLog() throws Exception {
    try (Pod pod = Pod.start()) {
      Issued foreign = new TestAuthority().client(PodConfig.spiffe("chatbot"));
      for (int i = 0; i < 130; i++) {
        try (Socket socket = pod.raw(foreign)) {
          RawAnswer.to(socket, GET);
        } catch (IOException e) {
          // As it should be.
        }
      }
      await("whoever is refused hears it a moment before it is counted")
          .untilAsserted(
              () ->
                  assertThat(pod.metrics())
                      .contains("sidecar_handshake_failures_total{reason=\"certificate\",} 130.0")
                      .contains("audit_refusals_unrecorded_total " + (130 - denied(pod)) + ".0"));
      assertThat(denied(pod.ended())).isLessThan(130);
    }
  }

  private static int denied(Pod pod) {
    return pod.records(Event.INFERENCE_DENIED).size();
  }
}
