package dev.drawbridge.sidecar.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/**
 * Whether the model answers on loopback.
 *
 * @param readinessPath answered with 200 by a model that is ready; without one, an open port is
 *     enough
 */
record ModelProbe(int port, Optional<String> readinessPath) {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int ANSWER_MILLIS = 2_000;

  /** Why it is not ready; empty when it is. */
  Optional<String> problem() {
    try {
      return readinessPath.isPresent() ? answer(readinessPath.get()) : open();
    } catch (IOException e) {
      return Optional.of("the model does not answer on port %d".formatted(port));
    }
  }

  private Optional<String> open() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
      return Optional.empty();
    }
  }

  private Optional<String> answer(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    HttpURLConnection call = (HttpURLConnection) uri.toURL().openConnection();
    try {
      call.setConnectTimeout(CONNECT_MILLIS);
      call.setReadTimeout(ANSWER_MILLIS);
      call.setInstanceFollowRedirects(false);
      int status = call.getResponseCode();
      return status == HttpURLConnection.HTTP_OK
          ? Optional.empty()
          : Optional.of("the model answers %s with HTTP %d".formatted(path, status));
    } finally {
      call.disconnect();
    }
  }
}
