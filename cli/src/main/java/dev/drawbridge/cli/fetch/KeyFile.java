package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Public keys that one has, a line each. Keys are added and never exchanged. */
final class KeyFile {

  private static final String HEAD =
      "# As the cluster shows them. Compare them with the keys that you were given.";

  private final Path file;

  KeyFile(Path file) {
    this.file = file;
  }

  /** Adds keys that are not there yet, and refuses one in the place of another. */
  void add(Collection<String> vkeys) throws IOException {
    List<String> before = lines();
    Map<String, String> byName = new LinkedHashMap<>();
    before.stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .forEach(line -> byName.put(name(line, file), line));
    StringBuilder text = new StringBuilder(String.join("\n", before)).append('\n');
    for (String vkey : vkeys) {
      String known = byName.putIfAbsent(name(vkey, "the cluster"), vkey);
      if (known == null) {
        text.append(vkey).append('\n');
      } else if (!known.equals(vkey)) {
        throw CommandFailure.unreadable(
            file,
            "the cluster has another key of %s now".formatted(name(vkey, "the cluster")),
            "find out who changed it; to have both, fetch into another folder");
      }
    }
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private List<String> lines() throws IOException {
    return new DiskStorage(file.resolveSibling("."))
        .read(String.valueOf(file.getFileName()))
        .map(text -> new String(text, StandardCharsets.UTF_8).lines().toList())
        .orElse(List.of(HEAD));
  }

  private static String name(String vkey, Object from) {
    try {
      return VerifierKey.parse(vkey).name();
    } catch (MalformedNoteException e) {
      throw CommandFailure.unreadable(
          from, "'%s' is no key: %s".formatted(vkey, e.getMessage()), "look who changed it");
    }
  }
}
