package dev.drawbridge.audit.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A disk with a cache in front of it, in memory. {@link #powerCut} keeps what was synced and a
 * random part of what was not, torn in the middle if chance wants it so. Faults are armed with
 * {@link #faults}.
 */
public final class MemoryDisk implements Storage {

  private static final int SECTOR = 512;

  /** What the disk does wrong. Names end in a number that no other open file has. */
  public interface Faults {
    default void beforeLock() {}

    default void beforeWrite(String name) throws IOException {}

    default void beforeSync(String name) throws IOException {}

    default void beforeTruncate(String name) throws IOException {}

    default void beforeAllocate(String name) throws IOException {}

    /** Whether a sync is only pretended. */
    default boolean lies(String name) {
      return false;
    }

    /** How many of so many bytes a write takes. */
    default int shortened(int bytes) {
      return bytes;
    }
  }

  private static final class Data {
    byte[] durable = new byte[0];
    byte[] cached = new byte[0];
    final List<long[]> dirty = new ArrayList<>();
  }

  private final ReentrantLock guard = new ReentrantLock();
  private volatile Map<String, Data> files = new ConcurrentSkipListMap<>();
  private volatile Faults faults = new Faults() {};
  private volatile boolean locked;
  private int syncs;
  private int opened;
  private final Set<String> open = ConcurrentHashMap.newKeySet();

  public void faults(Faults wanted) {
    faults = wanted;
  }

  /** How often something was forced to disk so far. */
  public int syncs() {
    return syncs;
  }

  /** Files that were opened and not closed. */
  public Set<String> open() {
    return Set.copyOf(open);
  }

  /** Takes all files away, and puts others there. */
  public void becomes(Map<String, byte[]> contents) {
    files = of(contents).files; // at once, for whoever looks meanwhile
  }

  /** All files as they are now, cache included. */
  public Map<String, byte[]> contents() {
    Map<String, byte[]> copy = new TreeMap<>();
    files.forEach((name, data) -> copy.put(name, data.cached.clone()));
    return copy;
  }

  /** A disk with those files, all durable. */
  public static MemoryDisk of(Map<String, byte[]> contents) {
    MemoryDisk disk = new MemoryDisk();
    contents.forEach(disk::put);
    return disk;
  }

  /** Changes a file behind everybody's back. */
  public void put(String name, byte[] content) {
    Data data = new Data();
    data.cached = content.clone();
    data.durable = content.clone();
    files.put(name, data);
  }

  /** What is found when power is back. */
  public MemoryDisk powerCut(Random random) {
    MemoryDisk after = new MemoryDisk();
    files.forEach((name, data) -> after.put(name, survivors(data, random)));
    return after;
  }

  private static byte[] survivors(Data data, Random random) {
    byte[] left = data.durable.clone();
    for (long[] stretch : data.dirty) {
      for (long at = stretch[0]; at < stretch[1]; at = (at / SECTOR + 1) * SECTOR) {
        int from = (int) at;
        int to = (int) Math.min(stretch[1], (at / SECTOR + 1) * SECTOR);
        if (random.nextInt(3) > 0 && to <= data.cached.length) {
          left = left.length < to ? Arrays.copyOf(left, to) : left;
          System.arraycopy(data.cached, from, left, from, to - from);
        }
      }
    }
    return left;
  }

  @Override
  public Closeable lock() throws IOException {
    faults.beforeLock();
    if (locked) {
      throw new IOException("locked");
    }
    locked = true;
    return () -> locked = false;
  }

  @Override
  public List<String> list(String folder) {
    return files.keySet().stream()
        .filter(name -> name.startsWith(folder + "/"))
        .map(name -> name.substring(folder.length() + 1))
        .toList();
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(files.get(name)).map(data -> data.cached.clone());
  }

  @Override
  public void replace(String name, byte[] content) throws IOException {
    faults.beforeWrite(name);
    faults.beforeSync(name);
    put(name, content);
  }

  @Override
  public StoredFile allocate(String name, long bytes) throws IOException {
    faults.beforeAllocate(name);
    put(name, new byte[(int) bytes]);
    return open(name);
  }

  @Override
  public Optional<StoredFile> openToRead(String name) {
    return files.containsKey(name) ? Optional.of(open(name)) : Optional.empty();
  }

  @Override
  public StoredFile open(String name) {
    return new Open(name + "#" + ++opened, files.computeIfAbsent(name, _ -> new Data()));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    Data data = files.remove(from);
    if (data == null) {
      throw new IOException("no file " + from);
    }
    files.put(to, data);
  }

  @Override
  public void delete(String name) {
    files.remove(name);
  }

  private final class Open implements StoredFile {
    private final String name;
    private final Data data;

    Open(String name, Data data) {
      this.name = name;
      this.data = data;
      open.add(name);
    }

    @Override
    public int write(ByteBuffer from, long position) throws IOException {
      faults.beforeWrite(name);
      int count = Math.min(from.remaining(), faults.shortened(from.remaining()));
      int end = (int) position + count;
      guard.lock();
      try {
        if (data.cached.length < end) {
          data.cached = Arrays.copyOf(data.cached, end);
        }
        from.get(data.cached, (int) position, count);
        data.dirty.add(new long[] {position, end});
      } finally {
        guard.unlock();
      }
      return count;
    }

    @Override
    public int read(ByteBuffer to, long position) {
      int count = (int) Math.min(to.remaining(), data.cached.length - position);
      if (count <= 0) {
        return -1;
      }
      to.put(data.cached, (int) position, count);
      return count;
    }

    @Override
    public void sync() throws IOException {
      faults.beforeSync(name);
      syncs++;
      if (!faults.lies(name)) {
        data.durable = data.cached.clone();
        data.dirty.clear();
      }
    }

    @Override
    public long size() {
      return data.cached.length;
    }

    @Override
    public void truncate(long size) throws IOException {
      faults.beforeTruncate(name);
      data.cached = Arrays.copyOf(data.cached, (int) Math.min(size, data.cached.length));
    }

    @Override
    public void close() {
      open.remove(name);
    }
  }
}
