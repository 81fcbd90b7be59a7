package dev.drawbridge.sidecar;

import java.io.IOException;

/** Starts the door and keeps it until the pod ends. */
public final class Main {

  private static final int BAD_SETTINGS = 2;

  @SuppressWarnings("SystemOut") // The log of a container is its standard output.
  public static void main(String[] args) throws IOException {
    Settings settings;
    try {
      settings = Settings.of(System.getenv());
    } catch (IllegalArgumentException wrong) {
      System.err.println("drawbridge-sidecar: " + wrong.getMessage());
      System.exit(BAD_SETTINGS);
      return;
    }
    Sidecar sidecar = Sidecar.start(settings);
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(sidecar::close));
    System.out.println(
        "drawbridge-sidecar: door on %d, health on %d, model expected on 127.0.0.1:%d"
            .formatted(settings.doorPort(), settings.healthPort(), settings.modelPort()));
  }

  private Main() {}
}
