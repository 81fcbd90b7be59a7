package dev.drawbridge.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door with real sockets on both sides. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SidecarTest {

  private static final int MANY = 1024;
  private static final int SHORT_WAIT_MILLIS = 300;

  private final ServerSocket model = listen();
  private Sidecar sidecar = start(MANY, Duration.ZERO, Optional.empty());

  private static ServerSocket listen() {
    try {
      return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Sidecar start(int connections, Duration drain, Optional<String> readinessPath) {
    try {
      return Sidecar.start(
          new Settings(0, 0, 0, model.getLocalPort(), readinessPath, connections, drain));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void restart(int connections, Duration drain) {
    sidecar.close();
    sidecar = start(connections, drain, Optional.empty());
  }

  @AfterEach
  void close() throws IOException {
    model.close();
    sidecar.close();
  }

  private interface Task {
    void run() throws IOException;
  }

  /** In a thread of its own: a pool may have but one, and the tasks wait for each other. */
  private static CompletableFuture<Void> run(Task task) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            task.run();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        Thread::startVirtualThread);
  }

  private Socket call() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), sidecar.doorPort());
  }

  @Test
  void passesOnEveryByteInBothDirectionsAtOnce() throws Exception {
    byte[] bytes = new byte[5_000_000];
    new Random(1).nextBytes(bytes);
    var echo =
        run(
            () -> {
              try (Socket served = model.accept()) {
                served.getInputStream().transferTo(served.getOutputStream());
              }
            });

    try (Socket caller = call()) {
      var sent =
          run(
              () -> {
                caller.getOutputStream().write(bytes);
                caller.shutdownOutput();
              });
      assertThat(caller.getInputStream().readAllBytes()).isEqualTo(bytes);
      sent.join();
    }
    echo.join();
  }

  @Test
  void tellsTheCallerWhenTheModelIsDone() throws Exception {
    try (Socket caller = call();
        Socket served = model.accept()) {
      served.getOutputStream().write("done".getBytes(UTF_8));
      served.close();

      assertThat(caller.getInputStream().readAllBytes()).isEqualTo("done".getBytes(UTF_8));
    }
  }

  @Test
  void doesNotLetAnAnswerThatBrokeOffLookComplete() throws Exception {
    try (Socket caller = call();
        Socket served = model.accept()) {
      InputStream answer = caller.getInputStream();
      served.getOutputStream().write("half".getBytes(UTF_8));
      assertThat(answer.readNBytes(4)).isEqualTo("half".getBytes(UTF_8));
      served.setSoLinger(true, 0);
      served.close();

      assertThatThrownBy(answer::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void tellsTheModelWhenTheCallerHangsUp() throws Exception {
    try (Socket caller = call();
        Socket served = model.accept()) {
      caller.setSoLinger(true, 0);
      caller.close();

      assertThatThrownBy(() -> served.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void hangsUpWhileThereIsNoModel() throws Exception {
    model.close();

    try (Socket caller = call()) {
      assertThat(caller.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void letsTheNextOneInOnlyWhenThereIsRoom() throws Exception {
    restart(1, Duration.ZERO);
    try (Socket first = call();
        Socket served = model.accept();
        Socket second = call()) {
      model.setSoTimeout(SHORT_WAIT_MILLIS);
      assertThatThrownBy(model::accept).isInstanceOf(SocketTimeoutException.class);

      served.close();
      first.close();
      model.setSoTimeout(0);
      try (Socket next = model.accept()) {
        second.getOutputStream().write('x');
        assertThat(next.getInputStream().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void endsAnAnswerBeforeItCloses() throws Exception {
    restart(MANY, Duration.ofSeconds(30));
    try (Socket caller = call();
        Socket served = model.accept()) {
      served.getOutputStream().write("begun, ".getBytes(UTF_8));
      assertThat(caller.getInputStream().readNBytes(7)).isEqualTo("begun, ".getBytes(UTF_8));

      var closing = run(sidecar::close);
      while (isOpen(sidecar.tripwirePort())) {
        TimeUnit.MILLISECONDS.sleep(10);
      }
      served.getOutputStream().write("ended".getBytes(UTF_8));
      served.close();

      assertThat(caller.getInputStream().readAllBytes()).isEqualTo("ended".getBytes(UTF_8));
      closing.join();
    }
  }

  private static boolean isOpen(int port) throws IOException {
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return caller.isConnected();
    } catch (ConnectException e) {
      return false;
    }
  }

  @Test
  void letsAnybodyInAtTheTripwireAndHangsUp() throws Exception {
    try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), sidecar.tripwirePort())) {
      assertThat(caller.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void isReadyWhileTheModelListens() throws Exception {
    assertThat(health("/ready").statusCode()).isEqualTo(200);

    model.close();

    assertThat(health("/ready").statusCode()).isEqualTo(503);
    assertThat(health("/ready").body()).contains("does not answer on port");
    assertThat(health("/live").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"200, 200", "503, 503", "404, 503", "302, 503"})
  void isAsReadyAsTheModelSays(int said, int told) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/");
          exchange.sendResponseHeaders(said, -1);
          exchange.close();
        });
    server.start();
    Settings settings =
        new Settings(
            0, 0, 0, server.getAddress().getPort(), Optional.of("/health"), MANY, Duration.ZERO);
    try (Sidecar other = Sidecar.start(settings)) {
      assertThat(health(other, "/ready").statusCode()).isEqualTo(told);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics"})
  void tellsNothingElse(String path) throws Exception {
    assertThat(health(path).statusCode()).isEqualTo(404);
  }

  private HttpResponse<String> health(String path) throws Exception {
    return health(sidecar, path);
  }

  private static HttpResponse<String> health(Sidecar sidecar, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(sidecar.healthPort(), path));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}
