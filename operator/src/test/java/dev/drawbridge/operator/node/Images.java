package dev.drawbridge.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The images that were built here, by {@code make images}. */
final class Images {

  private static final Path BUILT = Path.of("..", "target", "images");
  private static final String BUSYBOX = "localhost/testbed/busybox@";

  /** Brings one onto the real node. */
  static void load(Testbed testbed, String name) {
    testbed.load(BUILT.resolve(name + ".tar"));
  }

  /** As a pod names it: NAME@DIGEST. */
  static String reference(String name) {
    try {
      return new ObjectMapper().readTree(BUILT.resolve("images.json").toFile()).path(name).asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The testbed's own image of small programs, by digest. */
  static String busybox(Testbed testbed) {
    return testbed.client().nodes().list().getItems().stream()
        .flatMap(node -> node.getStatus().getImages().stream())
        .flatMap(image -> image.getNames().stream())
        .filter(name -> name.startsWith(BUSYBOX))
        .findFirst()
        .orElseThrow();
  }

  private Images() {}
}
