package dev.drawbridge.api.crd;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file of {@code src/test/resources/crs}: what is sent, and in comments on top what comes of it.
 *
 * <ul>
 *   <li>{@code valid}: {@code # default: POINTER: JSON} for each default that is filled in
 *   <li>{@code invalid}: {@code # field:}, {@code # message:} and {@code # fix:} for each mistake,
 *       or {@code # words: of the API server} where it alone has words, and none for a fix
 *   <li>{@code invalid-update}: the same; the first document is to become the second
 * </ul>
 */
record CorpusFile(
    String name,
    List<GenericKubernetesResource> documents,
    List<Refusal> refusals,
    Map<JsonPointer, JsonNode> defaults) {

  static final Path ROOT = Path.of("src", "test", "resources", "crs");

  private static final Pattern COMMENT =
      Pattern.compile("# (field|message|fix|words|default): (\\S.*)");

  static Stream<CorpusFile> in(String folder) {
    return YamlFiles.in(ROOT.resolve(folder)).map(CorpusFile::read);
  }

  static CorpusFile named(String folder, String name) {
    return read(ROOT.resolve(folder).resolve(name + ".yaml"));
  }

  GenericKubernetesResource first() {
    return documents.getFirst();
  }

  /** The spec as the API server should hold it: as it was sent, and with the defaults. */
  JsonNode specWithDefaults() {
    ObjectNode object = Serialization.jsonMapper().valueToTree(first());
    defaults.forEach(
        (pointer, value) ->
            ((ObjectNode) object.at(pointer.head()))
                .set(pointer.last().getMatchingProperty(), value));
    return object.get("spec");
  }

  private static CorpusFile read(Path path) {
    List<Refusal> refusals = new ArrayList<>();
    Map<JsonPointer, JsonNode> defaults = new LinkedHashMap<>();
    YamlFiles.lines(path)
        .filter(line -> line.matches("# [a-z]+:.*"))
        .map(line -> comment(path, line))
        .forEach(
            comment -> {
              String value = comment.group(2);
              switch (comment.group(1)) {
                case "field" -> refusals.add(Refusal.of(value));
                case "message" -> refusals.getLast().messages().add(value);
                case "fix" -> refusals.getLast().fixes().add(value);
                case "words" -> refusals.getLast().words().add(value);
                default -> putDefault(defaults, value);
              }
            });
    return new CorpusFile(
        path.getFileName().toString(), YamlFiles.documents(path), refusals, defaults);
  }

  private static Matcher comment(Path path, String line) {
    Matcher comment = COMMENT.matcher(line);
    if (!comment.matches()) {
      throw new IllegalArgumentException("%s: nobody reads '%s'".formatted(path, line));
    }
    return comment;
  }

  private static void putDefault(Map<JsonPointer, JsonNode> defaults, String comment) {
    String[] parts = comment.split(": ", 2);
    defaults.put(JsonPointer.compile(parts[0]), SchemaFinish.json(parts[1]));
  }
}
