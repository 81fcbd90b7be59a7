package dev.drawbridge.sidecar;

import dev.drawbridge.sidecar.config.InvalidConfigException;
import dev.drawbridge.sidecar.proxy.Transport;
import dev.drawbridge.sidecar.tls.DoorTls;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** Starts the sidecar and keeps it until the pod ends. */
public final class Main {

  private static final int BAD_SETTINGS = 2;

  @SuppressWarnings("SystemOut") // The log of a container is its standard output.
  public static void main(String[] args) throws InterruptedException {
    try {
      Sidecar sidecar = Sidecar.start(Settings.of(System.getenv()));
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(sidecar::close));
      System.out.println(
          "drawbridge-sidecar: door on %d with %s over %s, health on %d, model expected on 127.0.0.1:%d"
              .formatted(
                  sidecar.doorPort(),
                  DoorTls.provider(),
                  Transport.kind(),
                  sidecar.healthPort(),
                  sidecar.config().upstream().port()));
    } catch (IllegalArgumentException
        | InvalidConfigException
        | GeneralSecurityException
        | IOException wrong) {
      System.err.println("drawbridge-sidecar: " + wrong.getMessage());
      System.exit(BAD_SETTINGS);
      return;
    }
    Thread.currentThread().join(); // all other threads are daemons
  }

  private Main() {}
}
