package dev.drawbridge.operator.harness;

import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.AuditMark;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the operators of one run of the tests asked of the API servers. The tests may run in several
 * clusters at once; each notes where in its audit log they began, for the step that reads all of
 * them afterwards.
 */
public final class Audited {

  /** One folder a run, so that what an earlier one left is not taken for this one's. */
  private static final Path NOTES =
      Path.of(
          "target",
          "audited",
          System.getenv().getOrDefault("TESTS_BEGAN", "by-hand").replace(':', '-'));

  static void from(Testbed testbed) {
    try {
      Files.createDirectories(NOTES);
      Files.writeString(
          NOTES.resolve(testbed.runFolder().getFileName()),
          "%d %s".formatted(testbed.auditMark().offset(), testbed.auditLog()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The requests of everybody, in all clusters of this run. */
  public static List<AuditEntry> requests() {
    try (Stream<Path> notes = Files.list(NOTES)) {
      return notes.flatMap(note -> since(read(note)).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<AuditEntry> since(String note) {
    String[] parts = note.split(" ", 2);
    return Testbed.requestsIn(Path.of(parts[1]), new AuditMark(Long.parseLong(parts[0])));
  }

  private static String read(Path note) {
    try {
      return Files.readString(note);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Audited() {}
}
