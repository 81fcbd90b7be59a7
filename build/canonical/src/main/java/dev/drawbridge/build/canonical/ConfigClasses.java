package dev.drawbridge.build.canonical;

import java.lang.classfile.ClassModel;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The classes of configuration that start-up registers. Quarkus takes them from a hash set whose
 * order follows the JVM's identity hashes, which are drawn anew in every build, and numbers their
 * fields in that order. Here they are sorted by class and prefix. That changes nothing: what is
 * registered goes into a hash set again.
 */
final class ConfigClasses {

  private static final String FOLDER = "io/quarkus/runtime/generated/";
  private static final String SHARED = FOLDER + "SharedConfig.class";

  /**
   * Sorts them in the class that declares them and in those that register them.
   *
   * @throws IllegalStateException where Quarkus writes them in a form that is not known here; then
   *     look first whether this step is needed any more
   */
  static void sort(SequencedMap<String, byte[]> entries) {
    byte[] shared = entries.get(SHARED);
    if (shared == null) {
      throw unknown("there is no " + SHARED);
    }
    Map<String, String> names = newNames(CanonicalCode.FORMAT.parse(shared));
    entries.replaceAll(
        (file, content) ->
            file.startsWith(FOLDER) && file.endsWith(".class")
                ? CanonicalCode.rewrite(content, () -> new SortedCode(names))
                : content);
  }

  /** From a field's name to its name once sorted. */
  private static Map<String, String> newNames(ClassModel shared) {
    List<Declaration> found =
        shared.methods().stream()
            .flatMap(method -> method.code().stream())
            .flatMap(code -> Declaration.allIn(code.elementList()).stream())
            .toList();
    List<String> sorted = found.stream().sorted().map(Declaration::field).toList();
    List<String> fields =
        shared.fields().stream()
            .map(field -> field.fieldName().stringValue())
            .filter(Declaration::names)
            .toList();
    if (!fields.equals(found.stream().map(Declaration::field).toList())) {
      throw unknown("fields " + fields + " are not declared in that order");
    }
    return IntStream.range(0, fields.size())
        .boxed()
        .collect(Collectors.toMap(sorted::get, fields::get));
  }

  private static IllegalStateException unknown(String why) {
    return new IllegalStateException("Quarkus wrote its configuration in an unknown form: " + why);
  }

  private ConfigClasses() {}
}
