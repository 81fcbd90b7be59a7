package dev.drawbridge.build.canonical;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

  @TempDir private Path folder;

  @Test
  void keepsEntriesAndForgetsTheirOrderAndTime() throws IOException {
    Path one = zip("one.jar", List.of("a/", "a/x", "b"), 1_000_000_000_000L);
    Path other = zip("other.jar", List.of("b", "a/x", "a/"), 1_700_000_000_000L);

    Archive.write(one, Archive.read(one));
    Archive.write(other, Archive.read(other));

    assertThat(Archive.read(one).keySet()).containsExactly("a/", "a/x", "b");
    assertThat(Archive.read(one).get("b")).isEqualTo("b".getBytes(UTF_8));
    assertThat(other).hasSameBinaryContentAs(one);
  }

  @Test
  void writesTheSameInEveryTimeZone() throws IOException {
    Path east = zip("east.jar", List.of("b"), 0);
    Path west = zip("west.jar", List.of("b"), 0);
    TimeZone own = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      Archive.write(east, Archive.read(east));
      TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
      Archive.write(west, Archive.read(west));
    } finally {
      TimeZone.setDefault(own);
    }

    assertThat(west).hasSameBinaryContentAs(east);
  }

  private Path zip(String name, List<String> entries, long millis) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (String entry : entries) {
        ZipEntry next = new ZipEntry(entry);
        next.setTime(millis);
        out.putNextEntry(next);
        if (!next.isDirectory()) {
          out.write(entry.getBytes(UTF_8));
        }
      }
    }
    return file;
  }
}
