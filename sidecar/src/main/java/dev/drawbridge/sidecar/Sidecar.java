package dev.drawbridge.sidecar;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** The door, its health and its tripwire, open together and closed together. */
final class Sidecar implements AutoCloseable {

  private static final int TRIPPING_AT_ONCE = 16;

  private final Listener door;
  private final HealthEndpoint health;
  private final Listener tripwire;
  private final Duration drain;

  private Sidecar(Listener door, HealthEndpoint health, Listener tripwire, Duration drain) {
    this.door = door;
    this.health = health;
    this.tripwire = tripwire;
    this.drain = drain;
  }

  static Sidecar start(Settings settings) throws IOException {
    ModelPort model =
        new ModelPort(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.modelPort()),
            settings.readinessPath());
    Listener door =
        Listener.open("door", settings.doorPort(), settings.maxConnections(), new Relay(model));
    HealthEndpoint health = HealthEndpoint.open(settings.healthPort(), model);
    // Whoever gets here passed a wall that should have stopped him; being let in is the signal.
    Listener tripwire =
        Listener.open("tripwire", settings.tripwirePort(), TRIPPING_AT_ONCE, caller -> {});
    return new Sidecar(door, health, tripwire, settings.drain());
  }

  int doorPort() {
    return door.port();
  }

  int healthPort() {
    return health.port();
  }

  int tripwirePort() {
    return tripwire.port();
  }

  /** Lets nobody new in, waits for those who are, and ends. */
  @Override
  public void close() {
    tripwire.close();
    door.drain(drain);
    health.close();
  }
}
