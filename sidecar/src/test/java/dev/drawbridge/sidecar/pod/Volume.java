package dev.drawbridge.sidecar.pod;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small file system, which takes root to have. Where it cannot be had the test is skipped, and
 * says why. Unmounted when it is closed.
 */
public final class Volume implements AutoCloseable {

  private final Path folder;
  private final Path root;
  private final List<String> mount;
  private Path disk;
  private boolean mounted;
  private boolean frozen;

  private Volume(Path folder, List<String> mount, Path disk) throws Exception {
    this.folder = folder;
    this.mount = mount;
    this.disk = disk;
    root = Files.createDirectory(folder.resolve("volume"));
    needs(mounting());
    mounted = true;
  }

  /** One in memory. */
  public static Volume inMemory(long bytes) throws Exception {
    Path folder = Files.createTempDirectory("volume");
    List<String> mount = List.of("mount", "-t", "tmpfs", "-o", "size=" + bytes);
    return new Volume(folder, mount, folder.resolve("memory"));
  }

  /** Ext4 in a file. */
  public static Volume onDisk(long bytes) throws Exception {
    Path folder = Files.createTempDirectory("volume");
    Path disk = folder.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(bytes);
    }
    needs("mkfs.ext4", "-q", "-m", "0", disk.toString());
    return new Volume(folder, List.of("mount", "-o", "loop,errors=remount-ro"), disk);
  }

  private String[] mounting() {
    return Stream.concat(mount.stream(), Stream.of(disk, root).map(Path::toString))
        .toArray(String[]::new);
  }

  /** Its root. */
  public Path root() {
    return root;
  }

  /** What the kernel does after an error of the disk: reading goes on, writing does not. */
  public void becomesReadOnly() throws Exception {
    run("mount", "-o", "remount,abort", root.toString());
  }

  /** Nothing is written to it from here on, by a decision. */
  public void remountReadOnly() throws Exception {
    run("mount", "-o", "remount,ro", root.toString());
  }

  /** A disk that hangs: who writes to it waits, until it thaws. */
  public void freezes() throws Exception {
    run("fsfreeze", "--freeze", root.toString());
    frozen = true;
  }

  /** Goes on; if it hangs at all. */
  public void thaws() throws Exception {
    if (frozen) {
      run("fsfreeze", "--unfreeze", root.toString());
      frozen = false;
    }
  }

  /** One in memory gets more room. */
  public void grow(long bytes) throws Exception {
    run("mount", "-o", "remount,size=" + bytes, root.toString());
  }

  /** Taken away from whoever uses it; its folder stays, and is empty. */
  public void vanish() throws Exception {
    run("umount", "--lazy", root.toString());
    mounted = false;
  }

  /**
   * One on disk is mounted anew, as on another node. Nobody may use it at this moment.
   *
   * <p>It is a copy: whoever made a mount namespace meanwhile still has the file system that was,
   * and the same disk would get that one again, with its error.
   */
  public void again() throws Exception {
    if (mounted) {
      run("umount", root.toString());
      mounted = false;
    }
    Path copy = disk.resolveSibling(disk.getFileName() + "-again");
    Files.copy(disk, copy);
    Files.delete(disk);
    disk = copy;
    run(mounting());
    mounted = true;
  }

  private static void needs(String... command) throws Exception {
    try {
      run(command);
    } catch (IOException e) {
      abort("a file system cannot be had here: " + e.getMessage());
    }
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("%s: %s".formatted(String.join(" ", command), said.strip()));
    }
  }

  @Override
  public void close() throws Exception {
    thaws();
    if (mounted) {
      vanish();
    }
    Files.delete(root);
    Files.deleteIfExists(disk);
    Files.delete(folder);
  }
}
