package dev.drawbridge.cli.fetch;

import dev.drawbridge.audit.export.ArchiveEnd;
import dev.drawbridge.audit.export.ArchivedFile;
import dev.drawbridge.cli.cluster.Kubectl.CutOffException;
import dev.drawbridge.cli.failure.CommandFailure;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Unpacks an archive as it comes, into a folder where nothing else is. Whoever sends it may be
 * somebody else than the operator: only names of a log's files are taken, and not more than is
 * wanted.
 */
final class Unpacking {

  private static final int MAX_FILES = 1_000_000;
  private static final int CHUNK = 64 << 10;

  private final Path folder;
  private final long maxBytes;
  private final byte[] chunk = new byte[CHUNK];
  private final List<ArchivedFile> files = new ArrayList<>();
  private long bytes;

  Unpacking(Path folder, long maxBytes) {
    this.folder = folder;
    this.maxBytes = maxBytes;
  }

  /**
   * Unpacks.
   *
   * @throws CutOffException if it has no end
   * @throws IOException if it is no archive of logs
   */
  Unpacked read(InputStream archive) throws IOException {
    ZipInputStream zip = new ZipInputStream(archive);
    try {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(ArchiveEnd.NAME)) {
          requireAll(zip.readNBytes(ArchiveEnd.MAX_BYTES));
          return new Unpacked(folder, files, bytes);
        }
        file(entry.getName(), zip);
      }
    } catch (EOFException e) {
      // Told below, like an end between two files.
    }
    throw new CutOffException("the archive ends too early");
  }

  private void requireAll(byte[] end) throws IOException {
    boolean all =
        ArchiveEnd.parse(end)
            .filter(one -> one.files() == files.size() && one.bytes() == bytes)
            .isPresent();
    if (!all) {
      throw new IOException("its end does not fit to what came before");
    }
  }

  private void file(String name, InputStream from) throws IOException {
    ArchivedFile file =
        ArchivedFile.parse(name)
            .orElseThrow(() -> new IOException("'%s' is no file of a log".formatted(name)));
    if (files.size() == MAX_FILES) {
      throw tooMuch("%d files".formatted(MAX_FILES));
    }
    files.add(file);
    Path path = folder.resolve(name);
    try (OutputStream to = created(path)) {
      for (int read = from.read(chunk); read >= 0; read = from.read(chunk)) {
        bytes += read;
        if (bytes > maxBytes) {
          throw tooMuch("%d bytes".formatted(maxBytes));
        }
        write(to, read, path);
      }
    }
  }

  private static OutputStream created(Path path) throws IOException {
    if (Files.exists(path)) {
      throw new IOException("'%s' comes twice".formatted(path.getFileName()));
    }
    try {
      Files.createDirectories(path.resolveSibling("."));
      return Files.newOutputStream(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw CommandFailure.unreadable(path, e);
    }
  }

  private void write(OutputStream to, int length, Path path) {
    try {
      to.write(chunk, 0, length);
    } catch (IOException e) {
      throw CommandFailure.unreadable(path, e);
    }
  }

  private static CommandFailure tooMuch(String what) {
    return CommandFailure.unreadable(
        "the archive",
        "it has more than " + what,
        "ask for single deployments with --deployment, or for more with --max-gib");
  }
}
