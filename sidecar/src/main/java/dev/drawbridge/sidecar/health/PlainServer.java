package dev.drawbridge.sidecar.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** A port that answers GET on a few paths, in the clear. */
public final class PlainServer implements AutoCloseable {

  /**
   * An answer.
   *
   * @param type for the header {@code Content-Type}
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Answer(int status, String type, byte[] body) {

    /** One line of text. */
    public static Answer text(int status, String line) {
      return new Answer(
          status, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private PlainServer(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
  }

  /**
   * Opens a port where nothing is yet.
   *
   * @param port 0 for any
   */
  public static PlainServer open(int port) throws IOException {
    return new PlainServer(HttpServer.create(new InetSocketAddress(port), 0));
  }

  /** Answers a path, and nothing below it. */
  public PlainServer answer(String path, Supplier<Answer> answer) {
    server.createContext(path, exchange -> send(exchange, path, answer));
    return this;
  }

  public PlainServer start() {
    server.start();
    return this;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  private static void send(HttpExchange exchange, String path, Supplier<Answer> answer)
      throws IOException {
    try (exchange) {
      Answer said = Answer.text(404, "not here");
      if (exchange.getRequestURI().getPath().equals(path)) {
        said = exchange.getRequestMethod().equals("GET") ? answer.get() : Answer.text(405, "GET");
      }
      exchange.getResponseHeaders().set("Content-Type", said.type());
      exchange.sendResponseHeaders(said.status(), said.body().length);
      exchange.getResponseBody().write(said.body());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
