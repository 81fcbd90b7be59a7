package dev.drawbridge.sidecar.pod;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A model that speaks HTTP/1.1 byte by byte, and does what the test tells it to. */
public final class ModelServer implements AutoCloseable {

  /** What the model was asked; names of headers in lower case. */
  public record Asked(
      String method, String target, Map<String, String> headers, String body, Socket socket) {}

  /** Answers one request. Afterwards the connection is kept, unless the script has closed it. */
  public interface Script {
    void answer(Asked asked, OutputStream out) throws Exception;
  }

  /** A short answer of an OpenAI-compatible server. */
  public static final String ANSWER =
      """
      {"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":5,"completion_tokens":7}}\
      """;

  /** An event of a stream, with a token. */
  public static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"hi\"}}]}\n\n";

  /** The last event of a stream. */
  public static final String DONE = "data: [DONE]\n\n";

  private final ServerSocket server;
  private final Thread accepting;
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Script script = (request, out) -> json(out, ANSWER);

  public ModelServer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    accepting = Thread.ofVirtual().start(this::accept);
  }

  public void script(Script next) {
    script = next;
  }

  public int port() {
    return server.getLocalPort();
  }

  public List<Asked> asked() {
    return asked;
  }

  /** A whole answer with its length. */
  public static void json(OutputStream out, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(bytes.length));
    out.write(bytes);
    out.flush();
  }

  /** The head of an answer in chunks. */
  public static void chunked(OutputStream out, String type) throws IOException {
    write(
        out,
        "HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(type));
  }

  /** One chunk; the empty one is the last. */
  public static void chunk(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    write(out, Integer.toHexString(bytes.length) + "\r\n");
    out.write(bytes);
    write(out, "\r\n");
  }

  /** Answers with a stream: one event at once, the last one when it is told to go on. */
  public static Script inTwoHalves(CountDownLatch goOn) {
    return (asked, out) -> {
      chunked(out, "text/event-stream");
      chunk(out, EVENT);
      goOn.await();
      chunk(out, DONE);
      chunk(out, "");
    };
  }

  /** Text as it is. */
  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(ISO_8859_1));
    out.flush();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException e) {
        // Closed while waiting.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (!socket.isClosed()) {
        Asked request = read(in, socket);
        asked.add(request);
        script.answer(request, socket.getOutputStream());
      }
    } catch (Exception e) {
      // The other side hung up, or the script wants to.
    }
  }

  private static Asked read(InputStream in, Socket socket) throws IOException {
    String[] line = line(in).split(" ", -1);
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.merge(
          header.substring(0, colon).toLowerCase(Locale.ROOT),
          header.substring(colon + 1).strip(),
          (one, other) -> one + "," + other);
    }
    return new Asked(line[0], line[1], headers, body(in, headers), socket);
  }

  private static String body(InputStream in, Map<String, String> headers) throws IOException {
    if (headers.containsKey("content-length")) {
      return new String(in.readNBytes(Integer.parseInt(headers.get("content-length"))), UTF_8);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (headers.containsKey("transfer-encoding")) {
      for (int size = size(in); size > 0; size = size(in)) {
        body.write(in.readNBytes(size));
        line(in);
      }
      line(in);
    }
    return body.toString(UTF_8);
  }

  private static int size(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    List<Byte> bytes = new ArrayList<>();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException();
      }
      bytes.add((byte) b);
    }
    StringBuilder text = new StringBuilder();
    bytes.forEach(b -> text.append((char) (b & 0xff)));
    return text.toString().stripTrailing();
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      accepting.join(); // until then a connection may still be taken
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
