package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Where the copies are: a folder for each log, named as its origin is. */
final class Copies {

  /** Parts of an origin are names of Kubernetes, which cannot lead out of the folder. */
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9]([-.A-Za-z0-9]*[A-Za-z0-9])?");

  private final Path directory;
  private final long quotaBytes;
  private final AtomicLong usedBytes = new AtomicLong(-1);

  Copies(Path directory, long quotaBytes) {
    this.directory = directory;
    this.quotaBytes = quotaBytes;
  }

  Path folder(String origin) throws IOException {
    Path folder = directory;
    for (String part : origin.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        throw new IOException("%s cannot be the name of a folder".formatted(origin));
      }
      folder = folder.resolve(part);
    }
    return folder;
  }

  Storage of(String origin) throws IOException {
    return new DiskStorage(folder(origin));
  }

  /** Whether so many bytes more may be written. */
  boolean hasRoom(long bytes) throws IOException {
    return used() + bytes <= quotaBytes;
  }

  void grown(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  /** What there was at the start, and was written since. */
  long used() throws IOException {
    if (usedBytes.get() < 0) {
      usedBytes.compareAndSet(-1, sizeOf(directory));
    }
    return usedBytes.get();
  }

  long quota() {
    return quotaBytes;
  }

  private static long sizeOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    } catch (NoSuchFileException e) {
      return 0;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
