package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.Frames;
import dev.drawbridge.sidecar.pod.Http2Wire;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/**
 * Frames of HTTP/2 in any order and with any bytes, and floods of them. {@code -Dfuzz.connections}
 * says how many connections get such frames.
 */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FuzzTest {

  private static final int PERMITTED = 128; // streams at once

  /** Code of RST_STREAM, by which a client knows that it may try again (RFC 9113, 8.7). */
  private static final String REFUSED = "\0\0\0\u0007";

  private static final String FLOOD = "flood";
  private static final int FUZZED = Integer.getInteger("fuzz.connections", 60);
  private static final int FRAMES = 12;
  private static final int WAIT_MILLIS = 100;
  private static final String PATH = "/v1/chat/completions";
  private static final String BODY = "{\"messages\":[]}";
  private static final byte[] POST = head("POST", PATH);
  private static final byte[] GET = head("GET", "/v1/models");

  /** What the model may see. */
  private static final Set<String> GOOD = Set.of("POST " + PATH + " " + BODY, "GET /v1/models ");

  /** On the way of clients of other tests, which have the JDK's TLS. */
  private static final String OTHER_TLS = "SslHandler.decodeJdkCompatible";

  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();

  /**
   * A flood leaks often if it leaks, so that one buffer in many is enough to look at. Each of them
   * is only where little is thrown, for the level is that of all tests that run meanwhile.
   */
  @BeforeEach
  void lookForLeaks(TestInfo test) throws Exception {
    ResourceLeakDetector.setLevel(
        test.getTags().contains(FLOOD)
            ? ResourceLeakDetector.Level.ADVANCED
            : ResourceLeakDetector.Level.PARANOID);
    leaked(); // by others, before
    ByteBufUtil.setLeakListener(
        (type, records) -> {
          if (!records.contains(OTHER_TLS)) {
            leaks.add(records);
          }
        });
  }

  @AfterEach
  void lookForLeaksNoMore() {
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(level);
  }

  private static byte[] head(String method, String path) {
    return Frames.block(
        ":method", method, ":scheme", "https", ":authority", "model", ":path", path);
  }

  /** Seeded, so that what fails once fails again. */
  @Test
  void survivesAnythingThatIsThrownAtIt() throws Exception {
    Random random = new Random(20261128);
    try (Pod pod = Pod.start()) {
      for (int i = 0; i < FUZZED; i++) {
        throwAt(pod, bytes(random));
        if (i % 50 == 0) {
          nothingIsLeft(pod);
          serves(pod);
        }
      }
      nothingIsLeft(pod);
      serves(pod);

      pod.ended();
      theModelSawOnlyWhatIsWellFormedAndOnRecord(pod);
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .hasSizeGreaterThan(FUZZED / 4)
          .allMatch(one -> one.containsKey(Field.RULE_ID));
    }
    assertThat(leaked()).isEmpty();
  }

  private static void throwAt(Pod pod, byte[] bytes) throws Exception {
    try (Http2Wire wire = Http2Wire.begun(pod).patience(WAIT_MILLIS)) {
      wire.send(bytes);
      wire.settle();
    } catch (IOException e) {
      // It may hang up at any moment.
    }
  }

  /** Some frames of any kind; in half of the cases a few bytes are changed afterwards. */
  private static byte[] bytes(Random random) {
    Frames frames = new Frames();
    for (int i = 1 + random.nextInt(FRAMES); i > 0; i--) {
      add(frames, 1 + 2 * random.nextInt(3), random);
    }
    byte[] bytes = frames.bytes();
    for (int i = random.nextInt(2) * random.nextInt(4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }

  private static void add(Frames frames, int stream, Random random) {
    switch (random.nextInt(16)) {
      case 0, 1 -> frames.headAndEnd(stream, GET);
      case 2, 3, 4 -> frames.head(stream, POST);
      case 5, 6 -> frames.lastData(stream, BODY);
      case 7 -> frames.data(stream, BODY.substring(0, random.nextInt(BODY.length())));
      case 8 -> frames.headAndEnd(stream, Frames.block("x-a", "b"));
      case 9 -> frames.headAndEnd(stream, noise(random));
      case 10 -> frames.frame(Frames.HEADERS, 0, stream, POST);
      case 11 -> frames.frame(Frames.CONTINUATION, Frames.END_HEADERS, stream, noise(random));
      case 12 -> frames.frame(Frames.RST_STREAM, 0, stream, Frames.number(8, 4));
      case 13 -> frames.frame(Frames.WINDOW_UPDATE, 0, stream, Frames.number(random.nextInt(), 4));
      case 14 -> frames.setting(random.nextInt(8), random.nextInt() & 0xffffffffL);
      default -> frames.frame(random.nextInt(16), random.nextInt(256), stream, noise(random));
    }
  }

  private static byte[] noise(Random random) {
    byte[] noise = new byte[random.nextInt(40)];
    random.nextBytes(noise);
    return noise;
  }

  private static void theModelSawOnlyWhatIsWellFormedAndOnRecord(Pod pod) {
    Set<Object> accepted =
        pod.records(Event.INFERENCE_ACCEPTED).stream()
            .map(one -> one.get(Field.TRACE_ID))
            .collect(Collectors.toSet());
    for (ModelServer.Asked asked : pod.model.asked()) {
      assertThat(asked.method() + " " + asked.target() + " " + asked.body()).isIn(GOOD);
      assertThat(asked.headers().keySet()).allMatch(name -> name.matches("[!-9;-~]+"));
      assertThat(accepted).contains(traceOf(asked.headers()));
    }
  }

  private static String traceOf(Map<String, String> headers) {
    return headers.getOrDefault("traceparent", "").split("-", -1)[1];
  }

  /** Opened and reset at once (CVE-2023-44487). */
  @Test
  @Tag(FLOOD)
  void rapidResetsEndTheConnectionAndEachRequestIsOnRecordOnce() throws Exception {
    try (Pod pod = Pod.start()) {
      Frames flood = new Frames();
      int streams = 1000;
      for (int stream = 1; stream < 2 * streams; stream += 2) {
        flood.headAndEnd(stream, GET);
        flood.frame(Frames.RST_STREAM, 0, stream, Frames.number(8, 4));
      }
      endsTheConnection(pod, flood.bytes());

      nothingIsLeft(pod);
      serves(pod);
      pod.ended();
      theModelSawOnlyWhatIsWellFormedAndOnRecord(pod);
      assertThat(pod.records(Event.INFERENCE_ACCEPTED)).hasSizeLessThan(streams / 2);
    }
    assertThat(leaked()).isEmpty();
  }

  /** Opened so that the door has to reset (CVE-2025-8671). */
  @Test
  @Tag(FLOOD)
  void resetsThatTheDoorIsMadeToSendEndTheConnection() throws Exception {
    try (Pod pod = Pod.start()) {
      Frames flood = new Frames();
      int streams = 10_000;
      for (int stream = 1; stream < 2 * streams; stream += 2) {
        flood.head(stream, POST);
        flood.frame(Frames.WINDOW_UPDATE, 0, stream, Frames.number(0, 4));
      }
      endsTheConnection(pod, flood.bytes());

      nothingIsLeft(pod);
      serves(pod);
      pod.ended();
      assertThat(pod.model.asked()).hasSize(1);
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSizeBetween(100, streams / 2);
    }
    assertThat(leaked()).isEmpty();
  }

  private static void endsTheConnection(Pod pod, byte[] flood) throws Exception {
    List<Http2Wire.Sent> sent = new ArrayList<>();
    try (Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(flood);
      sent.addAll(wire.settle());
    } catch (IOException e) {
      return; // it hung up while the flood still came
    }
    assertThat(sent).anyMatch(frame -> frame.type() == Frames.GOAWAY);
  }

  /** Frames that want an answer, from somebody who does not read any. */
  @Test
  @Tag(FLOOD)
  void whatAsksForAnswersThatNobodyReadsIsNotGatheredWithoutEnd() throws Exception {
    try (Pod pod = Pod.start();
        Http2Wire pings = Http2Wire.begun(pod).takesLittle();
        Http2Wire settings = Http2Wire.begun(pod).takesLittle()) {
      byte[] ping = new Frames().frame(Frames.PING, 0, 0, new byte[8]).bytes();
      byte[] setting = new Frames().setting(4, 65_535).bytes();
      floodUntilItHangsUp(pings, ping);
      floodUntilItHangsUp(settings, setting);

      nothingIsLeft(pod);
      serves(pod);
    }
    assertThat(leaked()).isEmpty();
  }

  private static void floodUntilItHangsUp(Http2Wire wire, byte[] frame) {
    byte[] flood = new byte[frame.length * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(frame, 0, flood, i * frame.length, frame.length);
    }
    try {
      while (true) {
        wire.send(flood);
      }
    } catch (IOException e) {
      // As it has to.
    }
  }

  /** More than there may be at once are refused, and each is on record once. */
  @Test
  void streamsBeyondTheLimitAreRefusedOneByOne() throws Exception {
    int streams = 140;
    try (Pod pod = Pod.start(new PodConfig().limit("concurrentRequests", 1000))) {
      Frames many = new Frames();
      for (int stream = 1; stream < 2 * streams; stream += 2) {
        many.head(stream, POST);
      }
      try (Http2Wire wire = Http2Wire.begun(pod)) {
        wire.send(many.bytes());
        assertThat(wire.settle())
            .filteredOn(sent -> sent.type() == Frames.RST_STREAM)
            .hasSize(streams - PERMITTED)
            .allMatch(sent -> sent.payload().equals(REFUSED));
      }

      nothingIsLeft(pod);
      pod.ended();
      assertThat(pod.model.asked()).isEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED)).hasSize(streams);
    }
    assertThat(leaked()).isEmpty();
  }

  /** A window that stays shut is a consumer who does not read. */
  @Test
  void aWindowThatIsNeverOpenedEndsTheAnswerAndSaysSo() throws Exception {
    try (Pod pod = Pod.start(new PodConfig().limit("writeStallSeconds", 1))) {
      try (Http2Wire wire = Http2Wire.begun(pod)) {
        wire.send(new Frames().setting(4, 0).headAndEnd(1, GET).bytes());
        while (wire.read().type() != Frames.RST_STREAM) {
          // Its head comes, for heads need no window.
        }
      }
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              one ->
                  assertThat(one)
                      .containsEntry(Field.OUTCOME, "aborted")
                      .containsEntry(Field.ABORT_BY, "sidecar"));
    }
  }

  /** One byte at a time is slow, and it is an answer. */
  @Test
  void aWindowOfOneByteGetsTheAnswerByteByByte() throws Exception {
    try (Pod pod = Pod.start();
        Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(new Frames().setting(4, 1).headAndEnd(1, GET).bytes());
      StringBuilder body = new StringBuilder();
      byte[] more = new Frames().frame(Frames.WINDOW_UPDATE, 0, 1, Frames.number(1, 4)).bytes();
      for (Http2Wire.Sent sent = wire.read(); ; sent = wire.read()) {
        assertThat(sent.type()).isNotEqualTo(Frames.RST_STREAM);
        if (sent.type() == Frames.DATA) {
          body.append(sent.payload());
          if ((sent.flags() & Frames.END_STREAM) != 0) {
            break;
          }
          wire.send(more);
        }
      }

      assertThat(body).hasToString(ModelServer.ANSWER);
    }
  }

  /** Neither a request nor its connection, nor bytes of a body. */
  private static void nothingIsLeft(Pod pod) throws Exception {
    List<String> none =
        List.of(
            "sidecar_requests_in_flight 0.0",
            "sidecar_connections 0.0",
            "sidecar_buffered_bytes 0.0");
    while (!none.stream().allMatch(pod.metrics()::contains)) {
      Thread.sleep(5);
    }
  }

  private static void serves(Pod pod) throws Exception {
    try (Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(new Frames().headAndEnd(1, GET).bytes());
      Http2Wire.Sent sent = wire.read();
      while (sent.stream() != 1 || (sent.flags() & Frames.END_STREAM) == 0) {
        sent = wire.read();
      }
      assertThat(sent.type()).isEqualTo(Frames.DATA);
    }
  }

  /** Buffers that nobody has given back; they are reported when the next one is taken. */
  private List<String> leaked() throws InterruptedException {
    for (int i = 0; i < 5; i++) {
      System.gc();
      Thread.sleep(20);
      PooledByteBufAllocator.DEFAULT.directBuffer().release();
    }
    return leaks;
  }
}
