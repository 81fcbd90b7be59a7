package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected texts in files; {@code -Dgolden.update=true} takes what there is over, to read its diff.
 */
final class Golden {

  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  static void assertSame(String name, String text) throws IOException {
    assertSame(FOLDER.resolve(name), text);
  }

  static void assertSame(Path file, String text) throws IOException {
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(file, text);
    }
    assertThat(text)
        .as("%s; take it over with -Dgolden.update=true", file)
        .isEqualTo(Files.readString(file));
  }
}
