package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** The log port of a whole sidecar. */
class CollectedTest {

  private static final String COLLECTOR = "spiffe://drawbridge.internal/collector";

  @Test
  void theCollectorFetchesTheLogAndAConsumerDoesNot() throws Exception {
    try (Pod pod = Pod.start()) {
      HttpResponse<String> status = ask(pod, COLLECTOR);
      assertThat(status.statusCode()).isEqualTo(200);
      assertThat(status.body())
          .contains(
              "\"origin\":\"" + pod.sidecar().origin(),
              "\"configValid\":true",
              pod.sidecar().config().digest());

      assertThat(ask(pod, PodConfig.spiffe("chatbot")).statusCode()).isEqualTo(403);
    }
  }

  private static HttpResponse<String> ask(Pod pod, String spiffe) throws Exception {
    URI uri = URI.create("https://localhost:%d/v1/status".formatted(pod.sidecar().logPort()));
    try (HttpClient client =
        pod.client(pod.authority.client(spiffe), HttpClient.Version.HTTP_1_1)) {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }
  }
}
