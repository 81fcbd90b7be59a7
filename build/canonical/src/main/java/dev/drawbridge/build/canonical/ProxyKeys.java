package dev.drawbridge.build.canonical;

import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * The names under which one step of start-up leaves an object for another: {@code proxykey} and a
 * number. Quarkus counts for all its build threads at once, so the numbers follow whichever thread
 * was first. They are keys of a map and nothing else, so any other names do as well that are as
 * distinct. Here they are numbered as they first appear in the classes, sorted by name. Quarkus
 * 3.36 numbers them by class itself (its pull request 53025), 3.34.1 does not yet.
 */
final class ProxyKeys {

  private static final String PREFIX = "proxykey";
  private static final Pattern KEY = Pattern.compile(PREFIX + "[0-9]+");

  /** Renames the keys in all classes alike. */
  static void renumber(SequencedMap<String, byte[]> entries) {
    Map<String, String> names = new HashMap<>();
    entries.replaceAll(
        (file, content) ->
            file.endsWith(".class")
                ? ConstantPool.mapTexts(content, text -> rename(text, names))
                : content);
  }

  private static String rename(String text, Map<String, String> names) {
    if (!KEY.matcher(text).matches()) {
      return text;
    }
    return names.computeIfAbsent(text, key -> PREFIX + (names.size() + 1));
  }

  private ProxyKeys() {}
}
