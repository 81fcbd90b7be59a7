package dev.drawbridge.sidecar.pod;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** That tests with a disk do not hang on what else goes on on the machine. */
class VolumeTest {

  @Test
  void aDiskThatFailedIsWholeAgainThoughAnotherMountNamespaceHasItToo() throws Exception {
    try (Volume volume = Volume.onDisk(8 << 20)) {
      Path file = volume.root().resolve("file");
      Process other = mountNamespace();
      try {
        volume.becomesReadOnly();
        assertThatThrownBy(() -> Files.createFile(file)).isInstanceOf(IOException.class);

        volume.again();

        assertThatCode(() -> Files.createFile(file)).doesNotThrowAnyException();
      } finally {
        other.destroyForcibly().waitFor();
      }
    }
  }

  /** One that has all that is mounted now, until it ends. */
  private static Process mountNamespace() throws IOException {
    Process process =
        new ProcessBuilder("unshare", "--mount", "--propagation=private", "cat").start();
    process.getOutputStream().write('.');
    process.getOutputStream().flush();
    int echo = process.getInputStream().read(); // it is there
    if (echo != '.') {
      throw new IOException(
          new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }
    return process;
  }
}
