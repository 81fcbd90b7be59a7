package dev.drawbridge.sidecar.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * One object of the file. Whatever is read from it and wrong becomes a problem, and a stand-in is
 * returned, so that reading goes on; nothing is made of a file that has a problem.
 */
final class Section {

  private final String path;
  private final Map<?, ?> members;
  private final Problems problems;
  private final Set<String> known = new LinkedHashSet<>();

  private Section(String path, Map<?, ?> members, Problems problems) {
    this.path = path;
    this.members = members;
    this.problems = problems;
  }

  static Section of(String path, Object value, Problems problems) {
    if (value instanceof Map<?, ?> object) {
      return new Section(path, object, problems);
    }
    problems.add(path.isEmpty() ? "$" : path, is(value), "use an object");
    return nowhere(path);
  }

  /** In place of one that is not there; what it lacks is no further problem. */
  private static Section nowhere(String path) {
    return new Section(path, Map.of(), new Problems());
  }

  String path(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  Section section(String name) {
    return value(name, "an object")
        .map(value -> of(path(name), value, problems))
        .orElseGet(() -> nowhere(path(name)));
  }

  List<Section> sections(String name, int most) {
    return list(name, most, "objects", (place, value) -> of(place, value, problems));
  }

  String text(String name, Form form) {
    return value(name, form.description()).map(value -> text(path(name), value, form)).orElse("");
  }

  Optional<String> optionalText(String name, Form form) {
    return optional(name).map(value -> text(path(name), value, form));
  }

  List<String> optionalTexts(String name, int most, Form form) {
    return optional(name).isEmpty()
        ? List.of()
        : list(name, most, "texts", (place, value) -> text(place, value, form));
  }

  long number(String name, long least, long most) {
    return value(name, range(least, most))
        .map(value -> number(path(name), value, least, most))
        .orElse(least);
  }

  int whole(String name, int least, int most) {
    return Math.toIntExact(number(name, least, most));
  }

  OptionalInt optionalWhole(String name, int least, int most) {
    return optional(name)
        .map(value -> OptionalInt.of(Math.toIntExact(number(path(name), value, least, most))))
        .orElseGet(OptionalInt::empty);
  }

  <E> E choice(String name, E[] values, Function<E, String> text) {
    List<String> names = List.of(values).stream().map(text).toList();
    String description = "one of " + String.join(", ", names);
    Object value = value(name, description).orElse(names.getFirst());
    int found = names.indexOf(value);
    if (found < 0) {
      problems.add(path(name), is(value), "use " + description);
    }
    return values[Math.max(found, 0)];
  }

  /** Nothing else may be in it. To be called when everything has been read. */
  void end() {
    for (Object name : members.keySet()) {
      if (!known.contains(name)) {
        problems.add(
            path(name.toString()), "is unknown", "remove it, or use " + String.join(", ", known));
      }
    }
  }

  private interface Item<T> {
    T read(String path, Object value);
  }

  private <T> List<T> list(String name, int most, String what, Item<T> item) {
    String description = "a list of at most %d %s".formatted(most, what);
    Object value = value(name, description).orElse(List.of());
    if (!(value instanceof List<?> values)) {
      problems.add(path(name), is(value), "use " + description);
      return List.of();
    }
    if (values.size() > most) {
      problems.add(path(name), "has %d".formatted(values.size()), "use " + description);
      return List.of();
    }
    List<T> items = new ArrayList<>();
    for (Object each : values) {
      items.add(item.read("%s[%d]".formatted(path(name), items.size()), each));
    }
    return items;
  }

  private String text(String place, Object value, Form form) {
    if (value instanceof String text && form.fits(text)) {
      return text;
    }
    problems.add(place, is(value), "use " + form.description());
    return "";
  }

  private long number(String place, Object value, long least, long most) {
    if (value instanceof Long number && number >= least && number <= most) {
      return number;
    }
    problems.add(place, is(value), "use " + range(least, most));
    return least;
  }

  private Optional<Object> optional(String name) {
    known.add(name);
    return Optional.ofNullable(members.get(name));
  }

  private Optional<Object> value(String name, String description) {
    Optional<Object> value = optional(name);
    if (value.isEmpty()) {
      problems.add(path(name), "is missing", "add " + description);
    }
    return value;
  }

  private static String is(Object value) {
    return "is " + JsonTree.describe(value);
  }

  private static String range(long least, long most) {
    return least == most
        ? "the number " + least
        : "a whole number from %d to %d".formatted(least, most);
  }
}
