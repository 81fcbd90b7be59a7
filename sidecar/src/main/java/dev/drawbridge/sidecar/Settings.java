package dev.drawbridge.sidecar;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How the door stands in its pod. The operator sets all of it; nothing comes from a user.
 *
 * @param doorPort where consumers come in
 * @param healthPort where kubelet and operator ask
 * @param tripwirePort where nobody may come in
 * @param modelPort where the model listens on loopback
 * @param readinessPath answered with 200 by a model that is ready; empty where the model has no
 *     such path, and then an open port is enough
 * @param maxConnections that are relayed at once; more have to wait
 * @param drain how long connections may go on after the door was told to close
 */
record Settings(
    int doorPort,
    int healthPort,
    int tripwirePort,
    int modelPort,
    Optional<String> readinessPath,
    int maxConnections,
    Duration drain) {

  private static final int DEFAULT_CONNECTIONS = 1024;
  private static final int DEFAULT_DRAIN_SECONDS = 20;

  /**
   * Reads them from environment variables.
   *
   * @throws IllegalArgumentException that names the variable and what it should be
   */
  static Settings of(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    return new Settings(
        variables.port("DRAWBRIDGE_DOOR_PORT"),
        variables.port("DRAWBRIDGE_HEALTH_PORT"),
        variables.port("DRAWBRIDGE_TRIPWIRE_PORT"),
        variables.port("DRAWBRIDGE_MODEL_PORT"),
        variables.path("DRAWBRIDGE_READINESS_PATH"),
        variables.number("DRAWBRIDGE_MAX_CONNECTIONS", DEFAULT_CONNECTIONS, 1, 65_535),
        Duration.ofSeconds(
            variables.number("DRAWBRIDGE_DRAIN_SECONDS", DEFAULT_DRAIN_SECONDS, 0, 3_600)));
  }

  /** Environment variables that complain when they are not what they should be. */
  private record Variables(Map<String, String> environment) {

    private static final int REQUIRED = -1;

    int port(String name) {
      return number(name, REQUIRED, 1, 65_535);
    }

    int number(String name, int otherwise, int least, int most) {
      String text = environment.getOrDefault(name, otherwise == REQUIRED ? "" : "" + otherwise);
      try {
        int number = Integer.parseInt(text);
        if (number >= least && number <= most) {
          return number;
        }
      } catch (NumberFormatException e) {
        // Said below, with the same words.
      }
      throw new IllegalArgumentException(
          "%s is '%s', but must be a number from %d to %d".formatted(name, text, least, most));
    }

    Optional<String> path(String name) {
      String text = environment.getOrDefault(name, "");
      if (!text.isEmpty() && !text.startsWith("/")) {
        throw new IllegalArgumentException(
            "%s is '%s', but must be a path that begins with /, or be left out"
                .formatted(name, text));
      }
      return Optional.of(text).filter(path -> !path.isEmpty());
    }
  }
}
