package dev.drawbridge.operator.chart;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody tries, of attempts.yaml.
 *
 * @param as who
 * @param in where: the serving namespace when null, {@code cluster}, or {@code operator}
 * @param run arguments of kubectl
 * @param apply a file to apply instead
 * @param says what else than our policies refuses it, and how
 */
record Attempt(
    String what,
    String as,
    @Nullable String in,
    @Nullable String run,
    @Nullable String apply,
    @Nullable String says) {

  private static final Path FOLDER = Path.of("src", "test", "resources", "attempts");

  static List<Attempt> all() {
    try {
      return new ObjectMapper(new YAMLFactory())
          .readValue(FOLDER.resolve("attempts.yaml").toFile(), new TypeReference<>() {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The arguments, with names in the places that are left open. */
  List<String> arguments(Map<String, String> names) {
    if (apply != null) {
      return List.of("apply", "--filename=-");
    }
    return Stream.of(String.valueOf(run).split(" "))
        .map(
            argument ->
                names.entrySet().stream()
                    .reduce(
                        argument,
                        (text, name) -> text.replace("{" + name.getKey() + "}", name.getValue()),
                        (one, other) -> other))
        .toList();
  }

  String input() {
    try {
      return apply == null ? "" : Files.readString(FOLDER.resolve(apply));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return what + " (" + as + ")";
  }
}
