package dev.drawbridge.operator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server in the place of OPA that does with a call whatever a test wants. */
final class ScriptedServer implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Script script = call -> call.reply(500, "no script");

  /** What the server does with a call. */
  interface Script {
    void answer(Call call) throws IOException, InterruptedException;
  }

  private ScriptedServer(HttpsServer server) {
    this.server = server;
  }

  static ScriptedServer start(ServerIdentity identity) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(identity.tls()));
    ScriptedServer scripted = new ScriptedServer(server);
    server.createContext("/", scripted::handle);
    server.setExecutor(scripted.threads);
    server.start();
    return scripted;
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  void script(Script other) {
    script = other;
  }

  /** How many calls came so far. */
  int calls() {
    return calls.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    calls.incrementAndGet();
    try (exchange) {
      JsonNode body = JSON.readTree(exchange.getRequestBody());
      script.answer(new Call(exchange, body.path("input"), end));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** One call, and the ways to answer it. */
  record Call(HttpExchange exchange, JsonNode input, CountDownLatch end) {

    String authorization() {
      return exchange.getRequestHeaders().getFirst("Authorization");
    }

    void reply(int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }

    void redirect(String location) throws IOException {
      exchange.getResponseHeaders().set("Location", location);
      reply(307, "");
    }

    /** Not before the server ends. */
    void never() throws InterruptedException {
      end.await();
    }

    /** Begins at once, and then goes on for longer than anybody waits. */
    void trickle(String body) throws IOException, InterruptedException {
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      for (byte one : body.getBytes(StandardCharsets.UTF_8)) {
        out.write(one);
        out.flush();
        if (end.await(50, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    }

    /** Promises more than it gives, and hangs up. */
    void breakOff(String body) throws IOException {
      exchange.sendResponseHeaders(200, body.length() + 100L);
      exchange.getResponseBody().write(body.getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      throw new IOException("hung up on purpose");
    }
  }
}
