package dev.drawbridge.audit.store;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Files of a real file system. */
public final class DiskStorage implements Storage {

  private static final StandardOpenOption[] READ_WRITE = {
    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE
  };
  private static final StandardOpenOption[] REPLACE = {
    StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE
  };

  /** What is read whole never has as much. */
  private static final int SMALL = 1 << 20;

  /** Of a file that is reserved, what has to be free besides: for hashes, which grow with it. */
  private static final int BESIDE = 8;

  private static final long LEAST_BESIDE = 64 << 10;

  private final Path root;
  private volatile @Nullable Object locked; // which folder it is

  /** Nothing is made until something is written. */
  public DiskStorage(Path root) {
    this.root = root;
  }

  @Override
  public Closeable lock() throws IOException {
    makeFolder(root);
    Object folder = identity(); // before, or a volume that goes meanwhile would leave a lock behind
    FileChannel channel = FileChannel.open(root.resolve("lock"), READ_WRITE);
    try {
      if (!isAlone(channel)) {
        throw new IOException("another writer has the log " + root);
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    locked = folder;
    return channel;
  }

  private static boolean isAlone(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // held by this very process: the same answer as held by another
    }
  }

  @Override
  public List<String> list(String folder) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(folder))) {
      return files.filter(Files::isRegularFile).map(DiskStorage::name).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private static String name(Path file) {
    return Objects.requireNonNull(file.getFileName()).toString();
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    try (InputStream in = Files.newInputStream(regular(name))) {
      byte[] bytes = in.readNBytes(SMALL + 1);
      if (bytes.length > SMALL) {
        throw new IOException(
            "%s has more than 1 MiB, so it is not what it should be".formatted(name));
      }
      return Optional.of(bytes);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    Path file = prepared(name);
    Path draft = file.resolveSibling(name(file) + ".new");
    try (Open open = new Open(draft, REPLACE)) {
      open.writeFully(ByteBuffer.wrap(content), 0);
      open.sync();
    }
    move(draft, file);
  }

  @Override
  public StoredFile allocate(String name, long bytes) throws IOException {
    Path file = prepared(name);
    Files.deleteIfExists(file);
    long needed = bytes + Math.max(bytes / BESIDE, LEAST_BESIDE);
    long free = Files.getFileStore(root).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "%s has %d bytes free, and %d are needed".formatted(root, free, needed));
    }
    try {
      Zeros.fill(file, bytes);
    } catch (IOException e) {
      Files.deleteIfExists(file); // or it would keep the last free bytes from everything else
      throw e;
    }
    syncFolderOf(file);
    return new Open(file, READ_WRITE);
  }

  @Override
  public Optional<StoredFile> openToRead(String name) throws IOException {
    try {
      return Optional.of(new Open(regular(name), StandardOpenOption.READ));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public StoredFile open(String name) throws IOException {
    Path file = prepared(name);
    boolean made = !Files.exists(file);
    Open open = new Open(file, READ_WRITE);
    if (made) {
      syncFolderOf(file);
    }
    return open;
  }

  @Override
  public void rename(String from, String to) throws IOException {
    move(root.resolve(from), prepared(to));
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(root.resolve(name));
  }

  /** In a copy from elsewhere there may be a pipe, which would be read forever. */
  private Path regular(String name) throws IOException {
    Path file = root.resolve(name);
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw new IOException("%s is no regular file".formatted(name));
    }
    return file;
  }

  private Path prepared(String name) throws IOException {
    Path file = root.resolve(name);
    Object was = locked;
    if (was != null && !was.equals(identity())) {
      throw new IOException(root + " is another folder now: its volume was unmounted or replaced");
    }
    makeFolder(Objects.requireNonNull(file.getParent()));
    return file;
  }

  /** Of the folder that has this name now: a volume that is gone leaves another one, or none. */
  private @Nullable Object identity() throws IOException {
    try {
      return Files.readAttributes(root, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      throw new IOException(root + " is no longer there", e);
    }
  }

  /** What is durable in a folder is lost with it if its own name is not durable. */
  private static void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Path absolute = folder.toAbsolutePath();
      makeFolder(Objects.requireNonNull(absolute.getParent()));
      Files.createDirectories(absolute);
      syncFolderOf(absolute);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    syncFolderOf(to);
  }

  /** A new name is on the disk only when its folder is. */
  private static void syncFolderOf(Path file) throws IOException {
    Path folder = Objects.requireNonNull(file.getParent());
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static final class Open implements StoredFile {

    private final FileChannel channel;

    Open(Path file, StandardOpenOption... options) throws IOException {
      channel = FileChannel.open(file, options);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      return channel.write(from, position);
    }

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
      return channel.read(to, position);
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
