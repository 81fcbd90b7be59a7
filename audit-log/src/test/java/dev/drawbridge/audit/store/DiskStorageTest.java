package dev.drawbridge.audit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiskStorageTest {

  private static final Path IN_MEMORY = Path.of("/dev/shm"); // where direct writes may be refused

  @ParameterizedTest
  @ValueSource(longs = {1, 4095, 4096, 262_144, 262_145, 1_000_000})
  void aFileIsAllZerosOfItsLengthWhateverStoodThere(long bytes, @TempDir Path folder)
      throws IOException {
    check(bytes, folder);
  }

  @ParameterizedTest
  @ValueSource(longs = {4097, 262_144})
  void soItIsInMemory(long bytes) throws IOException {
    Assumptions.assumeTrue(Files.isWritable(IN_MEMORY));
    Path folder = Files.createTempDirectory(IN_MEMORY, "drawbridge-zeros-");
    try {
      check(bytes, folder);
    } finally {
      Files.delete(folder.resolve("some/file"));
      Files.delete(folder.resolve("some"));
      Files.delete(folder);
    }
  }

  /** Such a Java has no way past the cache, like a file system that refuses it. */
  @ParameterizedTest
  @ValueSource(longs = {1, 65_536, 65_537, 262_145, 1_000_000})
  void soItIsByWayOfTheCache(long bytes, @TempDir Path folder) throws Exception {
    Path file = fullOfOtherBytes(folder);
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--limit-modules",
                "java.base",
                "-cp",
                System.getProperty("java.class.path"),
                Allocating.class.getName(),
                folder.toString(),
                String.valueOf(bytes))
            .inheritIO()
            .start();

    assertThat(java.waitFor()).isZero();

    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[(int) bytes]);
    assertThat(reserved(file)).isGreaterThanOrEqualTo(bytes);
  }

  /** Allocates a file where direct writes are not to be had. */
  static final class Allocating {

    private Allocating() {}

    public static void main(String[] args) throws Exception {
      if (ModuleLayer.boot().findModule("jdk.unsupported").isPresent()) {
        throw new IllegalStateException("direct writes can be had");
      }
      new DiskStorage(Path.of(args[0])).allocate("some/file", Long.parseLong(args[1])).close();
    }
  }

  /** Whoever fills a file need not know that it is a new one. */
  @Test
  void nothingIsLeftOfALongerFileThatStoodThere(@TempDir Path folder) throws Exception {
    Path file = fullOfOtherBytes(folder);

    Zeros.fill(file, 100_000);

    assertThat(Files.readAllBytes(file)).isEqualTo(new byte[100_000]);
  }

  private static Path fullOfOtherBytes(Path folder) throws IOException {
    Path file = folder.resolve("some/file");
    Files.createDirectories(folder.resolve("some"));
    byte[] before = new byte[2_000_000];
    Arrays.fill(before, (byte) 'x');
    return Files.write(file, before);
  }

  private static void check(long bytes, Path folder) throws IOException {
    Path file = fullOfOtherBytes(folder);

    try (StoredFile allocated = new DiskStorage(folder).allocate("some/file", bytes)) {
      assertThat(allocated.size()).isEqualTo(bytes);
      assertThat(Files.readAllBytes(file)).isEqualTo(new byte[(int) bytes]);

      allocated.writeFully(ByteBuffer.wrap(new byte[] {7}), bytes - 1);
      allocated.sync();
      ByteBuffer last = ByteBuffer.allocate(1);
      allocated.readFully(last, bytes - 1);
      assertThat(last.get(0)).isEqualTo((byte) 7);
    }
  }

  /** A hole would be all zeros too, and of the right length. */
  @Test
  void allBlocksOfAFileAreReserved(@TempDir Path folder) throws Exception {
    new DiskStorage(folder).allocate("file", 1_000_000).close();

    assertThat(reserved(folder.resolve("file"))).isGreaterThanOrEqualTo(1_000_000);
  }

  private static long reserved(Path file) throws Exception {
    Process stat = new ProcessBuilder("stat", "-c", "%b %B", file.toString()).start();
    String[] told = new String(stat.getInputStream().readAllBytes(), UTF_8).strip().split(" ", 2);
    assertThat(stat.waitFor()).isZero();
    return Long.parseLong(told[0]) * Long.parseLong(told[1]);
  }
}
