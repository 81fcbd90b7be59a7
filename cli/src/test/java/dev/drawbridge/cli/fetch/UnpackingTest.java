package dev.drawbridge.cli.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.export.ArchiveEnd;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackingTest {

  private static final String FILE = "c1/research/lab/uid-1/0/segments/00000000.seg";

  @TempDir Path folder;

  private static InputStream archive(int bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(FILE));
      zip.write(new byte[bytes]);
      zip.putNextEntry(new ZipEntry(ArchiveEnd.NAME));
      zip.write(new ArchiveEnd(1, 1, bytes).encode());
    }
    return new ByteArrayInputStream(out.toByteArray());
  }

  @Test
  void asMuchAsIsWanted() throws IOException {
    Unpacked unpacked = new Unpacking(folder, 100_000).read(archive(100_000));

    assertThat(unpacked.bytes()).isEqualTo(100_000);
    assertThat(folder.resolve(FILE)).hasSize(100_000);
  }

  /** Little on the wire can be much on the disk. */
  @Test
  void notMore() {
    assertThatThrownBy(() -> new Unpacking(folder, 1 << 20).read(archive(50 << 20)))
        .isInstanceOf(CommandFailure.class)
        .hasMessageContaining("it has more than 1048576 bytes; ask for single deployments");
    assertThat(folder.resolve(FILE).toFile().length()).isLessThanOrEqualTo(1 << 20);
  }

  /** The flag says that the name is UTF-8. */
  @Test
  void aNameThatIsNoTextIsNoReasonToFailOtherwise() throws IOException {
    byte[] bytes = archive(10).readAllBytes();
    bytes[7] |= 8;
    bytes[30] = (byte) 0xFF;

    assertThatThrownBy(() -> new Unpacking(folder, 1 << 20).read(new ByteArrayInputStream(bytes)))
        .isInstanceOf(IOException.class);
    assertThat(folder).isEmptyDirectory();
  }
}
