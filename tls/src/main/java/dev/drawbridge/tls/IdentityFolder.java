package dev.drawbridge.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The identity in a folder, read again when a file of it has changed. One that cannot be read
 * leaves the one before in force: it is being replaced, or somebody will mend it.
 */
public final class IdentityFolder implements Supplier<PemIdentity> {

  private static final List<String> FILES = List.of("tls.crt", "tls.key", "ca.crt");
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Path folder;
  private final LongSupplier nanoTime;
  private byte[][] read;
  private PemIdentity identity;
  private String problem = "";
  private long lookedNanos;

  /**
   * Reads the folder.
   *
   * @throws IOException if there is no identity to begin with
   */
  public IdentityFolder(Path folder, LongSupplier nanoTime) throws IOException {
    this.folder = folder;
    this.nanoTime = nanoTime;
    read = contents();
    identity = PemIdentity.read(folder);
    lookedNanos = nanoTime.getAsLong();
  }

  private byte[][] contents() throws IOException {
    byte[][] contents = new byte[FILES.size()][];
    for (int i = 0; i < contents.length; i++) {
      contents[i] = Files.readAllBytes(folder.resolve(FILES.get(i)));
    }
    return contents;
  }

  /** The one in force, at most a second old. */
  @Override
  public synchronized PemIdentity get() {
    long now = nanoTime.getAsLong();
    if (now - lookedNanos >= LOOK_NANOS) {
      lookedNanos = now;
      look();
    }
    return identity;
  }

  private void look() {
    try {
      byte[][] now = contents();
      if (!problem.isEmpty() || !Arrays.deepEquals(now, read)) {
        identity = PemIdentity.read(folder);
        read = now;
      }
      problem = "";
    } catch (IOException e) {
      problem = String.valueOf(e.getMessage());
    }
  }

  /** Why the files are not in force; empty if they are. */
  public synchronized String problem() {
    return problem;
  }
}
