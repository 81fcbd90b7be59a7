package dev.drawbridge.sidecar;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Optional;

/** The model, as it listens on loopback. */
record ModelPort(InetSocketAddress address, Optional<String> readinessPath) {

  private static final int CONNECT_MILLIS = 2_000;
  private static final int ANSWER_MILLIS = 2_000;

  Socket connect() throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(address, CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Why it is not ready; empty when it is. */
  Optional<String> problem() {
    try {
      return readinessPath.isPresent() ? answer(readinessPath.get()) : open();
    } catch (IOException e) {
      return Optional.of("the model does not answer on port %d".formatted(address.getPort()));
    }
  }

  private Optional<String> open() throws IOException {
    connect().close();
    return Optional.empty();
  }

  private Optional<String> answer(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(address.getPort(), path));
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
