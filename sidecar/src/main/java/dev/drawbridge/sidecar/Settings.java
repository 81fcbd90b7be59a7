package dev.drawbridge.sidecar;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are in the container. The operator mounts them; nothing comes from a user.
 *
 * @param config the file {@code sidecar.json}
 * @param certificates folder of {@code tls.crt}, {@code tls.key}, {@code ca.crt}
 * @param keys folder of {@code log.key}, {@code kek}, {@code kek-N}, {@code epoch-N}
 * @param log folder of the audit log
 * @param podUid part of the log's name
 * @param eventLoops threads that serve consumers
 */
public record Settings(
    Path config,
    Path certificates,
    Path keys,
    Path log,
    String podUid,
    int eventLoops,
    Ports ports) {

  private static final int DEFAULT_LOOPS = 2;

  /**
   * Ports, each 0 for any.
   *
   * @param door where consumers come in
   * @param health where kubelet and operator ask
   * @param tripwire where nobody may come in
   * @param metrics where monitoring asks
   * @param log where the collector fetches the log
   */
  public record Ports(int door, int health, int tripwire, int metrics, int log) {}

  /**
   * Reads them from environment variables.
   *
   * @throws IllegalArgumentException that names the variable and what it should be
   */
  public static Settings of(Map<String, String> environment) {
    Variables variables = new Variables(environment);
    return new Settings(
        variables.path("DRAWBRIDGE_CONFIG_FILE", "/etc/drawbridge/config/sidecar.json"),
        variables.path("DRAWBRIDGE_CERTIFICATES", "/etc/drawbridge/certificates"),
        variables.path("DRAWBRIDGE_KEYS", "/etc/drawbridge/keys"),
        variables.path("DRAWBRIDGE_LOG", "/var/lib/drawbridge/log"),
        variables.required("POD_UID", "the pod's metadata.uid"),
        variables.number("DRAWBRIDGE_EVENT_LOOPS", DEFAULT_LOOPS, 1, 64),
        new Ports(
            variables.number("DRAWBRIDGE_DOOR_PORT", 8443, 0, 65_535),
            variables.number("DRAWBRIDGE_HEALTH_PORT", 8444, 0, 65_535),
            variables.number("DRAWBRIDGE_TRIPWIRE_PORT", 8445, 0, 65_535),
            variables.number("DRAWBRIDGE_METRICS_PORT", 8446, 0, 65_535),
            variables.number("DRAWBRIDGE_LOG_PORT", 8447, 0, 65_535)));
  }

  /** Environment variables that complain when they are not what they should be. */
  private record Variables(Map<String, String> environment) {

    Path path(String name, String otherwise) {
      String text = environment.getOrDefault(name, otherwise);
      if (!text.startsWith("/")) {
        throw new IllegalArgumentException(
            "%s is '%s', but must be a path that begins with /, or be left out"
                .formatted(name, text));
      }
      return Path.of(text);
    }

    String required(String name, String what) {
      String text = environment.getOrDefault(name, "");
      if (!text.matches("[A-Za-z0-9-]{1,64}")) {
        throw new IllegalArgumentException(
            "%s is '%s', but must be %s: letters, digits and hyphens".formatted(name, text, what));
      }
      return text;
    }

    int number(String name, int otherwise, int least, int most) {
      String text = environment.getOrDefault(name, "" + otherwise);
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
  }
}
