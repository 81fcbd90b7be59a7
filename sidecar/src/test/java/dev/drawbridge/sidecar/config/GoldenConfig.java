package dev.drawbridge.sidecar.config;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The file that operator and sidecar have agreed on, for tests to vary. */
public final class GoldenConfig {

  /** As it stands. */
  public static String text() {
    try (InputStream file =
        requireNonNull(GoldenConfig.class.getResourceAsStream("/golden/sidecar.json"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * With some things put in others' places.
   *
   * @param pairs what has to be there, and what comes in its place
   */
  public static SidecarConfig with(String... pairs) {
    String text = text();
    for (int i = 0; i < pairs.length; i += 2) {
      if (!text.contains(pairs[i])) {
        throw new IllegalArgumentException("not in the golden file: " + pairs[i]);
      }
      text = text.replace(pairs[i], pairs[i + 1]);
    }
    try {
      return ConfigReader.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (InvalidConfigException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private GoldenConfig() {}
}
