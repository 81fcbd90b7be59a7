package dev.drawbridge.sidecar;

import java.io.IOException;
import java.net.Socket;

/**
 * Passes bytes between a consumer and the model. It does not look at them yet: who asks, and what,
 * is neither checked nor recorded.
 */
final class Relay implements Listener.Handler {

  private static final int BUFFER = 16 * 1024;

  private final ModelPort model;

  Relay(ModelPort model) {
    this.model = model;
  }

  @Override
  public void handle(Socket caller) throws IOException, InterruptedException {
    try (Socket server = model.connect()) {
      Thread request = Thread.ofVirtual().start(() -> copy(caller, server));
      copy(server, caller);
      if (!caller.isClosed()) {
        // The answer is over; a caller who goes on sending speaks to nobody.
        caller.shutdownInput();
      }
      request.join();
    }
  }

  /** Copies until the sender is done, and tells the receiver so. */
  private static void copy(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      for (int count; (count = from.getInputStream().read(buffer)) >= 0; ) {
        to.getOutputStream().write(buffer, 0, count);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      abort(from);
      abort(to);
    }
  }

  /** What broke off must not look to the other side as if it were complete. */
  private static void abort(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      // Closed already.
    }
  }
}
