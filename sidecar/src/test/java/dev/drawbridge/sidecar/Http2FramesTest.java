package dev.drawbridge.sidecar;

import static dev.drawbridge.sidecar.pod.Frames.ACK;
import static dev.drawbridge.sidecar.pod.Frames.CONTINUATION;
import static dev.drawbridge.sidecar.pod.Frames.DATA;
import static dev.drawbridge.sidecar.pod.Frames.END_HEADERS;
import static dev.drawbridge.sidecar.pod.Frames.END_STREAM;
import static dev.drawbridge.sidecar.pod.Frames.GOAWAY;
import static dev.drawbridge.sidecar.pod.Frames.HEADERS;
import static dev.drawbridge.sidecar.pod.Frames.PING;
import static dev.drawbridge.sidecar.pod.Frames.PRIORITY;
import static dev.drawbridge.sidecar.pod.Frames.PUSH_PROMISE;
import static dev.drawbridge.sidecar.pod.Frames.RST_STREAM;
import static dev.drawbridge.sidecar.pod.Frames.SETTINGS;
import static dev.drawbridge.sidecar.pod.Frames.WINDOW_UPDATE;
import static dev.drawbridge.sidecar.pod.Frames.block;
import static dev.drawbridge.sidecar.pod.Frames.join;
import static dev.drawbridge.sidecar.pod.Frames.number;
import static dev.drawbridge.sidecar.pod.Frames.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.sidecar.pod.Frames;
import dev.drawbridge.sidecar.pod.Http2Wire;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames of HTTP/2 that are malformed, one by one, against the running sidecar. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class Http2FramesTest {

  private static final String PATH = "/v1/chat/completions";
  private static final String BODY = "{\"messages\":[]}";
  private static final byte[] POST = head("POST", PATH);
  private static final byte[] GET = head("GET", "/v1/models");

  private static Pod pod;

  @BeforeAll
  static void start() throws Exception {
    pod = Pod.start(new PodConfig().limit("bodyTimeoutSeconds", 5));
  }

  @AfterAll
  static void end() throws Exception {
    pod.close();
  }

  private static byte[] head(String method, String path) {
    return block(":method", method, ":scheme", "https", ":authority", "model", ":path", path);
  }

  private static byte[] get(String... more) {
    return join(GET, block(more));
  }

  private static byte[] post(String... more) {
    return join(POST, block(more));
  }

  private static Frames frames() {
    return new Frames();
  }

  private static byte[] bytes(int... bytes) {
    byte[] all = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      all[i] = (byte) bytes[i];
    }
    return all;
  }

  /** What is wrong with frames of the connection, or before any request: nobody has asked. */
  static Stream<Arguments> ofTheConnection() {
    return Stream.of(
        bad("settings of 5 bytes", frames().frame(SETTINGS, 0, 0, new byte[5])),
        bad("settings of a stream", frames().frame(SETTINGS, 0, 1)),
        bad("settings that answer and say", frames().frame(SETTINGS, ACK, 0, new byte[6])),
        bad("a window of 2^31", frames().setting(4, 1L << 31)),
        bad("frames of 1 byte", frames().setting(5, 1)),
        bad("push of 2", frames().setting(2, 2)),
        bad("a ping of 7 bytes", frames().frame(PING, 0, 0, new byte[7])),
        bad("a ping of a stream", frames().frame(PING, 0, 1, new byte[8])),
        bad("a window that grows by 0", frames().frame(WINDOW_UPDATE, 0, 0, number(0, 4))),
        bad("a window too wide", frames().frame(WINDOW_UPDATE, 0, 0, number(Integer.MAX_VALUE, 4))),
        bad("a window of 3 bytes", frames().frame(WINDOW_UPDATE, 0, 0, new byte[3])),
        bad("a window of an idle stream", frames().frame(WINDOW_UPDATE, 0, 5, number(1, 4))),
        bad("a reset of no stream", frames().frame(RST_STREAM, 0, 0, number(8, 4))),
        bad("a reset of an idle stream", frames().frame(RST_STREAM, 0, 1, number(8, 4))),
        bad("a reset of 3 bytes", frames().frame(RST_STREAM, 0, 1, new byte[3])),
        bad("a priority of no stream", frames().frame(PRIORITY, 0, 0, new byte[5])),
        bad("a farewell of a stream", frames().frame(GOAWAY, 0, 1, new byte[8])),
        bad("a farewell of 7 bytes", frames().frame(GOAWAY, 0, 0, new byte[7])),
        bad("a body of no stream", frames().lastData(0, BODY)),
        bad("a body before its head", frames().lastData(1, BODY).headAndEnd(1, GET)),
        bad("a head of no stream", frames().headAndEnd(0, GET)),
        bad("a head of the door's stream", frames().headAndEnd(2, GET)),
        bad("a promise", frames().frame(PUSH_PROMISE, END_HEADERS, 1, join(number(2, 4), GET))),
        bad("padding longer than a head", frames().frame(HEADERS, 0xd, 1, join(bytes(200), GET))),
        bad("a head of 0 bytes with padding", frames().frame(HEADERS, 0xd, 1)),
        bad("a priority without its bytes", frames().frame(HEADERS, 0x25, 1, bytes(0, 0))),
        bad("a rest without a head", frames().frame(CONTINUATION, END_HEADERS, 1, GET)),
        bad("a frame larger than agreed", frames().frame(HEADERS, 0x5, 1, new byte[16_385])),
        bad("a length of 2^24 - 1", frames().frame(0xffffff, DATA, 0, 1, new byte[100])),
        bad("a head that a body ends", frames().frame(HEADERS, 0, 1, GET).lastData(1, BODY)),
        bad("a head that another ends", frames().frame(HEADERS, 1, 1, GET).headAndEnd(3, GET)),
        bad(
            "a head that goes on elsewhere",
            frames().frame(HEADERS, END_STREAM, 1, GET).frame(CONTINUATION, END_HEADERS, 3)),
        bad(
            "a head in pieces of nothing",
            frames()
                .frame(HEADERS, END_STREAM, 1, GET)
                .times(100, frames().frame(CONTINUATION, 0, 1))),
        bad(
            "a head without end",
            frames()
                .frame(HEADERS, END_STREAM, 1, GET)
                .times(50, frames().frame(CONTINUATION, 0, 1, block("a", "b".repeat(16_000))))),
        bad("index 0", frames().headAndEnd(1, join(GET, bytes(0x80)))),
        bad("an index that is not there", frames().headAndEnd(1, join(GET, bytes(0xff, 0x7f)))),
        bad(
            "an index without end",
            frames().headAndEnd(1, join(GET, number(-1, 8), number(-1, 8)))),
        bad("half a literal", frames().headAndEnd(1, join(GET, bytes(0, 10, 'a')))),
        bad("a table too large", frames().headAndEnd(1, join(bytes(0x3f, 0xff, 0xff, 0x7f), GET))),
        bad("a table that changes late", frames().headAndEnd(1, join(GET, bytes(0x20)))),
        bad(
            "Huffman's end",
            frames().headAndEnd(1, join(GET, bytes(0, 1, 'a', 0x84, -1, -1, -1, -1)))),
        bad("noise", frames().headAndEnd(1, number(0x9d3c5a7be1f0L, 6))));
  }

  /** Each is one request, and no good one. */
  static Stream<Arguments> ofARequest() {
    return Stream.of(
        bad("no method", frames().headAndEnd(1, block(":scheme", "https", ":path", "/v1/models"))),
        bad("no path", frames().headAndEnd(1, block(":method", "GET", ":scheme", "https"))),
        bad("no scheme", frames().headAndEnd(1, block(":method", "GET", ":path", "/v1/models"))),
        bad("no headers at all", frames().headAndEnd(1)),
        bad("an empty path", frames().headAndEnd(1, head("GET", ""))),
        bad("an empty method", frames().headAndEnd(1, head("", "/v1/models"))),
        bad("a method with a space", frames().headAndEnd(1, head("GET /", "/v1/models"))),
        bad("two methods", frames().headAndEnd(1, get(":method", "POST"))),
        bad("two paths", frames().headAndEnd(1, join(block(":path", "/metrics"), GET))),
        bad("two authorities", frames().headAndEnd(1, get(":authority", "other"))),
        bad("a pseudo header late", frames().headAndEnd(1, join(block("a", "b"), GET))),
        bad("one that is unknown", frames().headAndEnd(1, get(":protocol", "websocket"))),
        bad("one of an answer", frames().headAndEnd(1, get(":status", "200"))),
        bad("a capital", frames().headAndEnd(1, get("Accept", "a"))),
        bad("an empty name", frames().headAndEnd(1, get("", "a"))),
        bad("connection", frames().headAndEnd(1, get("connection", "close"))),
        bad("te", frames().headAndEnd(1, get("te", "trailers, deflate"))),
        bad("transfer-encoding", frames().head(1, post("transfer-encoding", "chunked"))),
        bad("CR and LF in a value", frames().headAndEnd(1, get("a", "b\r\nc: d"))),
        bad("a value that begins with a space", frames().headAndEnd(1, get("a", " b"))),
        bad(
            "a stream that waits for itself",
            frames().frame(HEADERS, 0x25, 1, join(number(1, 4), bytes(0), GET))),
        bad(
            "a body of another length",
            frames().head(1, post("content-length", "3")).lastData(1, BODY)),
        bad(
            "a body that is too short",
            frames().head(1, post("content-length", "99")).lastData(1, BODY)),
        bad("a length without a body", frames().headAndEnd(1, post("content-length", "15"))),
        bad(
            "two lengths",
            frames()
                .head(1, post("content-length", "15", "content-length", "16"))
                .lastData(1, BODY)),
        bad(
            "a window that grows by 0",
            frames().head(1, POST).frame(WINDOW_UPDATE, 0, 1, number(0, 4))),
        bad(
            "a window too wide",
            frames().head(1, POST).frame(WINDOW_UPDATE, 0, 1, number(Integer.MAX_VALUE, 4))),
        bad("a second head", frames().head(1, POST).head(1, POST).lastData(1, BODY)),
        bad(
            "a second head in the body",
            frames().head(1, POST).data(1, "{").head(1, GET).lastData(1, "}")),
        bad("trailers that are a request", frames().head(1, POST).data(1, BODY).headAndEnd(1, GET)),
        bad(
            "trailers that are an answer",
            frames().head(1, POST).data(1, BODY).headAndEnd(1, block(":status", "200"))),
        bad(
            "trailers with a path",
            frames().head(1, POST).data(1, BODY).headAndEnd(1, block(":path", "/"))),
        bad(
            "trailers with a capital",
            frames().head(1, POST).data(1, BODY).headAndEnd(1, block("A", "b"))),
        bad(
            "trailers of one hop",
            frames().head(1, POST).data(1, BODY).headAndEnd(1, block("connection", "close"))),
        bad("headers too large", frames().headAndEnd(1, get("a", "b".repeat(9000)))),
        bad(
            "a few bytes that become 40 MB",
            frames()
                .headAndEnd(
                    1,
                    join(
                        GET,
                        bytes(0x40),
                        text("a"),
                        text("b".repeat(4000)),
                        "\u00be".repeat(10_000).getBytes(StandardCharsets.ISO_8859_1)))));
  }

  /** Each is a good head, and then a frame that breaks the connection. */
  static Stream<Arguments> ofBoth() {
    return Stream.of(
        bad(
            "padding longer than a body",
            frames().head(1, POST).frame(DATA, 0x9, 1, bytes(99, '{'))),
        bad("a body of nothing", frames().head(1, POST).times(9, frames().data(1, ""))),
        bad(
            "two heads that nobody can read",
            frames().head(1, POST).headAndEnd(3, bytes(0x80)).headAndEnd(5, bytes(0x80))),
        bad("a head that nobody can read", frames().head(1, POST).headAndEnd(3, bytes(0x80))));
  }

  private static Arguments bad(String name, Frames frames) {
    return Arguments.of(name, frames);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofTheConnection")
  void ofTheConnectionIsOnRecordAtMostOnce(String name, Frames frames) throws Exception {
    assertThat(refusalsAfter(frames)).isLessThanOrEqualTo(1);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ofARequest")
  void ofARequestIsOnRecordOnce(String name, Frames frames) throws Exception {
    assertThat(refusalsAfter(frames)).isEqualTo(1);
  }

  /** The frame may have been another request, so it has a record of its own. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("ofBoth")
  void ofARequestAndItsConnectionIsOnRecordForEach(String name, Frames frames) throws Exception {
    assertThat(refusalsAfter(frames)).isEqualTo(2);
  }

  /** How many refusals are on record; the model has seen nothing. */
  private static int refusalsAfter(Frames frames) throws Exception {
    int asked = pod.model.asked().size();
    int before = refusals();
    try (Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(frames.bytes());
      wire.settle();
    } catch (IOException e) {
      // It may hang up at any moment.
    }
    nothingIsLeft();
    assertThat(pod.model.asked()).hasSize(asked);
    stillServes();
    return refusals() - before;
  }

  private static int refusals() {
    return pod.records(Event.INFERENCE_DENIED).size();
  }

  /** Neither a request nor its connection, nor bytes of a body. */
  private static void nothingIsLeft() throws Exception {
    for (String metrics = pod.metrics();
        !(metrics.contains("sidecar_requests_in_flight 0.0")
            && metrics.contains("sidecar_connections 0.0")
            && metrics.contains("sidecar_buffered_bytes 0.0"));
        metrics = pod.metrics()) {
      Thread.sleep(5);
    }
  }

  private static void stillServes() throws Exception {
    try (Http2Wire wire = Http2Wire.begun(pod)) {
      wire.send(frames().headAndEnd(1, GET).bytes());
      Http2Wire.Sent sent = wire.read();
      while (sent.stream() != 1 || (sent.flags() & END_STREAM) == 0) {
        sent = wire.read();
      }
    }
    nothingIsLeft();
  }
}
