package dev.drawbridge.operator.node;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Health and metrics of one of the operator's pods, as the node asks for them. */
record Management(String address) {

  private static final int PORT = 9000;

  static Management of(Pod operator) {
    return new Management("http://%s:%d".formatted(operator.getStatus().getPodIP(), PORT));
  }

  /** The body, whatever the status is. */
  String get(String path) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create(address + path))
                  .timeout(Duration.ofSeconds(10))
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + address, e);
    }
  }
}
