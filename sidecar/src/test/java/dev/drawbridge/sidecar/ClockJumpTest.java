package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import dev.drawbridge.sidecar.pod.TestAuthority;
import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import dev.drawbridge.sidecar.pod.TestAuthority.Validity;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody, or the time service, sets the node's clock while the sidecar runs. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClockJumpTest {

  private static final String GET = "GET /v1/models HTTP/1.1\r\nHost: model\r\n\r\n";
  private static final long SECOND = 1_000_000;

  /** The machine's clock, ahead or behind. */
  private static final class NodeClock implements LogClock {
    private final AtomicLong aheadMicros = new AtomicLong();

    @Override
    public long wallMicros() {
      return LogClock.system().wallMicros() + aheadMicros.get();
    }

    @Override
    public long monoNanos() {
      return LogClock.system().monoNanos();
    }

    void jump(long hours) {
      aheadMicros.addAndGet(Duration.ofHours(hours).toMillis() * 1000);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {6, -6})
  void isOnRecordBeforeTheFirstRequestAfterIt(long hours) throws Exception {
    NodeClock clock = new NodeClock();
    try (Pod pod = Pod.start(new PodConfig(), clock)) {
      ask(pod, 3);
      clock.jump(hours);
      ask(pod, 3);

      pod.ended();
      assertThat(pod.report().counts()).containsEntry(Code.CLOCK_STEPPED, 1L);
      List<Map<Field, Object>> records = pod.records();
      List<Map<Field, Object>> steps = pod.records(Event.CLOCK_STEP);
      assertThat(steps).hasSize(1);
      int step = records.indexOf(steps.getFirst());
      assertThat(number(steps.getFirst(), Field.CLOCK_OFFSET_US))
          .isCloseTo(hours * 3600 * SECOND, within(SECOND));
      long before = offset(records.getFirst());
      assertThat(records.subList(0, step))
          .allSatisfy(one -> assertThat(offset(one)).isCloseTo(before, within(SECOND)));
      assertThat(pod.records(Event.INFERENCE_ACCEPTED).subList(3, 6))
          .allSatisfy(
              one -> {
                assertThat(records.indexOf(one)).isGreaterThan(step);
                assertThat(offset(one) - before).isCloseTo(hours * 3600 * SECOND, within(SECOND));
              });
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).hasSize(6);
    }
  }

  /** By how much the wall clock is ahead of the one that only runs. */
  private static long offset(Map<Field, Object> record) {
    return number(record, Field.TIME) - number(record, Field.TIME_MONO_US);
  }

  private static long number(Map<Field, Object> record, Field field) {
    Object value = record.get(field);
    assertThat(value).as(field + " of " + record).isInstanceOf(Long.class);
    return value instanceof Long number ? number : 0;
  }

  private static void ask(Pod pod, int times) throws Exception {
    for (int i = 0; i < times; i++) {
      assertThat(pod.ask(pod.request("/v1/models")).statusCode()).isEqualTo(200);
    }
  }

  /** Of 60 a minute one comes back in a second, whatever the wall clock says. */
  @ParameterizedTest
  @ValueSource(longs = {6, -6})
  void neitherFillsALimitNorLocksAnybodyOut(long hours) throws Exception {
    NodeClock clock = new NodeClock();
    PodConfig config =
        new PodConfig().noConsumers().consumer("chatbot", ",\"requestsPerMinute\":60");
    try (Pod pod = Pod.start(config, clock);
        HttpClient client = pod.client("chatbot", HttpClient.Version.HTTP_1_1)) {
      while (models(pod, client).statusCode() == 200) {
        // Until it is used up.
      }
      clock.jump(hours);

      int passed = 0;
      for (HttpResponse<String> answer = models(pod, client);
          answer.statusCode() == 200;
          answer = models(pod, client)) {
        passed++;
      }
      assertThat(passed).isLessThan(30);
      HttpResponse<String> refused = models(pod, client);
      while (refused.statusCode() != 429) {
        refused = models(pod, client);
      }
      assertThat(refused.headers().firstValueAsLong("Retry-After")).hasValue(1);
      while (models(pod, client).statusCode() != 200) {
        Thread.sleep(50);
      }
    }
  }

  private static HttpResponse<String> models(Pod pod, HttpClient client) throws Exception {
    return client.send(pod.request("/v1/models").build(), BodyHandlers.ofString());
  }

  @Test
  void forwardPastTheEndOfACertificateEndsItsConnection() throws Exception {
    NodeClock clock = new NodeClock();
    try (Pod pod = Pod.start(new PodConfig(), clock)) {
      Instant now = Instant.now();
      Issued brief =
          pod.authority.issue(
              new Validity(now.minusSeconds(60), now.plus(Duration.ofHours(1))),
              TestAuthority.uri(PodConfig.spiffe("chatbot")));
      try (Socket socket = pod.raw(brief)) {
        assertThat(RawAnswer.to(socket, GET).status()).isEqualTo(200);
        clock.jump(2);

        RawAnswer answer = RawAnswer.to(socket, GET);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.body()).contains("identity.no-longer-valid");
        assertThat(RawAnswer.ended(socket)).isTrue();
      }
    }
  }

  @Test
  void backwardsDoesNotKeepDeadlinesFromPassing() throws Exception {
    NodeClock clock = new NodeClock();
    PodConfig config =
        new PodConfig().limit("headerTimeoutSeconds", 2).limit("idleTimeoutSeconds", 4);
    try (Pod pod = Pod.start(config, clock);
        Socket idle = pod.raw()) {
      assertThat(RawAnswer.to(idle, GET).status()).isEqualTo(200);
      try (Socket slow = pod.raw()) { // only now: its time begins with the connection
        RawAnswer.send(slow, "GET /v1/models HTTP/1.1\r\nHost: mo");
        clock.jump(-6);

        assertThat(RawAnswer.read(slow).status()).isEqualTo(408);
      }
      assertThat(RawAnswer.ended(idle)).isTrue();
    }
  }
}
