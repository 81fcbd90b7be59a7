package dev.drawbridge.audit.export;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the collector's copies to standard output, as an {@link Archive}. To be run in the
 * operator's container, whose image has no shell and no {@code tar}:
 *
 * <pre>
 * java -Xmx32m -XX:TieredStopAtLevel=1 -cp "/app/lib/main/*" \
 *     dev.drawbridge.audit.export.Export [NAMESPACE/NAME ...]
 * </pre>
 *
 * <p>One at a time, since the operator needs the container's memory itself. On standard error it
 * says which log it is at, and why it ends otherwise than with 0.
 */
public final class Export {

  /** Where the copies are. */
  static final String DIRECTORY = "DRAWBRIDGE_COLLECTOR_DIRECTORY";

  static final int WRONG = 2;
  static final int FAILED = 3;
  static final int BUSY = 4;

  private static final int BUFFER = 64 << 10;

  private final @Nullable String directory;
  private final Path lock;
  private final Consumer<String> told;

  Export(Map<String, String> environment, Path lock, Consumer<String> told) {
    this.directory = environment.get(DIRECTORY);
    this.lock = lock;
    this.told = told;
  }

  @SuppressWarnings("SystemOut") // A program of its own.
  public static void main(String[] args) {
    Path lock = Path.of(System.getProperty("java.io.tmpdir"), "drawbridge-export.lock");
    // Not System.out, which says nothing when nobody reads any more.
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER);
    Export export = new Export(System.getenv(), lock, System.err::println);
    System.exit(export.run(List.of(args), out));
  }

  int run(List<String> deployments, OutputStream out) {
    if (directory == null) {
      told.accept("error: %s is not set, so this operator collects no logs".formatted(DIRECTORY));
      return WRONG;
    }
    try {
      return alone(Path.of(directory), Selection.of(deployments), out);
    } catch (OverlappingFileLockException e) {
      return busy();
    } catch (IllegalArgumentException e) {
      told.accept("error: " + e.getMessage());
      return WRONG;
    } catch (IOException e) {
      told.accept("error: the copies cannot be read or handed out: " + e);
      return FAILED;
    }
  }

  private int alone(Path copies, Selection selection, OutputStream out) throws IOException {
    try (FileChannel file =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = file.tryLock()) {
      if (held == null) {
        return busy();
      }
      ArchiveEnd end = Archive.write(copies, selection, out, told);
      told.accept("%d logs, %d bytes".formatted(end.logs(), end.bytes()));
      return 0;
    }
  }

  private int busy() {
    told.accept("error: somebody else fetches logs just now");
    return BUSY;
  }
}
