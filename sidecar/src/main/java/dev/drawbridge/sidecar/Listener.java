package dev.drawbridge.sidecar;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Accepts connections on one port, each in a virtual thread of its own. When there are as many as
 * may be, the next ones wait in the kernel's queue.
 */
final class Listener implements AutoCloseable {

  /** Does what is to be done with a connection, which is closed afterwards. */
  interface Handler {
    void handle(Socket caller) throws IOException, InterruptedException;
  }

  private static final int BACKLOG = 128;

  private final ServerSocket server;
  private final Semaphore places;
  private final int most;

  private Listener(ServerSocket server, int most) {
    this.server = server;
    this.places = new Semaphore(most);
    this.most = most;
  }

  /**
   * Opens a port.
   *
   * @param most connections at once
   */
  static Listener open(String name, int port, int most, Handler handler) throws IOException {
    Listener listener = new Listener(new ServerSocket(port, BACKLOG), most);
    Thread.ofPlatform().name(name).start(() -> listener.accept(handler));
    return listener;
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept(Handler handler) {
    while (!server.isClosed()) {
      places.acquireUninterruptibly();
      try {
        Socket caller = server.accept();
        Thread.ofVirtual().start(() -> serve(caller, handler));
      } catch (IOException e) {
        // Closed while waiting, or a caller who hung up before he was let in.
        places.release();
      }
    }
  }

  private void serve(Socket caller, Handler handler) {
    try (caller) {
      caller.setTcpNoDelay(true);
      handler.handle(caller);
    } catch (IOException e) {
      // One of the two sides hung up; both are closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      places.release();
    }
  }

  /** Lets nobody new in, and waits for those who are, for as long as given. */
  void drain(Duration patience) {
    close();
    try {
      if (places.tryAcquire(most, patience.toMillis(), TimeUnit.MILLISECONDS)) {
        places.release(most);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new IllegalStateException("a listening socket can always be closed", e);
    }
  }
}
