package dev.drawbridge.audit.export;

import dev.drawbridge.audit.mirror.PublishedFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes copies as a ZIP archive, a folder for each log, and {@link ArchiveEnd} as the last file.
 * Needs a buffer, and some hundred bytes for each file of the archive.
 */
public final class Archive {

  private static final int CHUNK = 256 << 10;
  private static final int DEPTH = 5; // of an origin

  private final ZipOutputStream zip;
  private final Selection selection;
  private final Consumer<String> progress;
  private long logs;
  private long files;
  private long bytes;

  private Archive(ZipOutputStream zip, Selection selection, Consumer<String> progress) {
    this.zip = zip;
    this.selection = selection;
    this.progress = progress;
  }

  /**
   * Writes an archive.
   *
   * @param directory of the copies; without it there are none
   * @param to is flushed and not closed
   * @param progress is told of each log, in words
   */
  public static ArchiveEnd write(
      Path directory, Selection selection, OutputStream to, Consumer<String> progress)
      throws IOException {
    ZipOutputStream zip = new ZipOutputStream(to);
    zip.setLevel(Deflater.NO_COMPRESSION); // what is sealed does not get smaller
    Archive archive = new Archive(zip, selection, progress);
    if (Files.isDirectory(directory)) {
      archive.below(directory, "", 0);
    }
    ArchiveEnd end = new ArchiveEnd(archive.logs, archive.files, archive.bytes);
    zip.putNextEntry(new ZipEntry(ArchiveEnd.NAME));
    zip.write(end.encode());
    zip.closeEntry();
    zip.finish();
    to.flush();
    return end;
  }

  private void below(Path folder, String origin, int depth) throws IOException {
    if (depth == DEPTH) {
      if (selection.includes(origin)) {
        log(origin, CopiedLog.at(folder));
      }
      return;
    }
    for (String name : partsIn(folder)) {
      below(folder.resolve(name), depth == 0 ? name : origin + "/" + name, depth + 1);
    }
  }

  /** Without what else may lie on a volume. */
  private static List<String> partsIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isDirectory)
          .map(path -> String.valueOf(path.getFileName()))
          .filter(ArchivedFile::isPart)
          .sorted()
          .toList();
    }
  }

  private void log(String origin, CopiedLog log) throws IOException {
    if (log.isEmpty()) {
      progress.accept(origin + ": nothing of it is confirmed yet");
      return;
    }
    if (!log.damage().isEmpty()) {
      progress.accept("%s: its copy is damaged (%s)".formatted(origin, log.damage()));
    }
    long before = bytes;
    for (Map.Entry<String, byte[]> note : log.notes().entrySet()) {
      begin(origin, note.getKey());
      write(note.getValue());
      zip.closeEntry();
    }
    for (PublishedFile file : log.files()) {
      file(origin, log, file);
    }
    logs++;
    progress.accept("%s: %d bytes".formatted(origin, bytes - before));
  }

  private void file(String origin, CopiedLog log, PublishedFile file) throws IOException {
    if (ArchivedFile.parse(origin + "/" + file.name()).isEmpty()) {
      return;
    }
    begin(origin, file.name());
    for (long at = 0; at < file.bytes(); at += CHUNK) {
      write(log.log().read(file, at, CHUNK));
    }
    zip.closeEntry();
  }

  private void begin(String origin, String file) throws IOException {
    zip.putNextEntry(new ZipEntry(new ArchivedFile(origin, file).name()));
    files++;
  }

  private void write(byte[] more) throws IOException {
    zip.write(more);
    bytes += more.length;
  }
}
