package dev.drawbridge.build.canonical;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What the generated classes call, in place of Quarkus' own; public, for their class loader. */
public final class Registry {

  final Set<String> registered = new HashSet<>();
  final List<String> alone = new ArrayList<>();

  public static String configClass(String type, String prefix) {
    return type + "@" + prefix;
  }

  public static void ensureLoaded(String type) {
    if (type.isEmpty()) {
      throw new IllegalArgumentException("a class without a name");
    }
  }

  public static void withMapping(Registry builder, String mapping) {
    builder.registered.add(mapping);
  }

  public static void withInstance(Registry builder, String mapping) {
    builder.alone.add(mapping);
  }
}
