package dev.drawbridge.sidecar.health;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A port where nobody may come in: it lets in and hangs up. Whoever gets there passed a wall that
 * should have stopped him; being let in is the signal.
 */
public final class Tripwire implements AutoCloseable {

  private final ServerSocket server;

  private Tripwire(ServerSocket server) {
    this.server = server;
  }

  /**
   * Opens it.
   *
   * @param port 0 for any
   */
  public static Tripwire open(int port) throws IOException {
    Tripwire tripwire = new Tripwire(new ServerSocket(port));
    Thread.ofPlatform().daemon().name("tripwire").start(tripwire::hangUp);
    return tripwire;
  }

  public int port() {
    return server.getLocalPort();
  }

  private void hangUp() {
    while (!server.isClosed()) {
      try (Socket caller = server.accept()) {
        caller.shutdownOutput();
      } catch (IOException e) {
        // Closed while waiting, or a caller who hung up first.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
