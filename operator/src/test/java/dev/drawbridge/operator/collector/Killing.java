package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.witness.WitnessMemory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * Kills the collector once, at the so-manieth thing that it does to the world: half of the times
 * before it is done, half of the times after.
 */
final class Killing {

  private final int deed;
  private final boolean afterwards;
  private int deeds;

  /** Nothing catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1;
  }

  private interface Deed {
    void run() throws IOException;
  }

  Killing(int number) {
    deed = number / 2;
    afterwards = number % 2 == 1;
  }

  private void at(Deed done) throws IOException {
    boolean now = deeds++ == deed;
    if (now && !afterwards) {
      throw new Killed();
    }
    done.run();
    if (now) {
      throw new Killed();
    }
  }

  /** From now on it lets live. */
  void disarm() {
    deeds = Integer.MAX_VALUE / 2;
  }

  PodLog door(PodLog door) {
    return new PodLog() {
      @Override
      public Status status() throws IOException {
        return door.status();
      }

      @Override
      public Answer checkpoint(long old) throws IOException {
        return door.checkpoint(old);
      }

      @Override
      public List<PublishedFile> files() throws IOException {
        return door.files();
      }

      @Override
      public byte[] read(String name, long from) throws IOException {
        return door.read(name, from);
      }

      @Override
      public void cosign(Checkpoint checkpoint, SignedNote.Signature cosignature)
          throws IOException {
        at(() -> door.cosign(checkpoint, cosignature));
      }

      @Override
      public void acknowledge(long index, long witness) throws IOException {
        at(() -> door.acknowledge(index, witness));
      }
    };
  }

  WitnessMemory memory(WitnessMemory memory) {
    return new WitnessMemory() {
      @Override
      public Optional<byte[]> read(String origin) throws IOException {
        return memory.read(origin);
      }

      @Override
      public void replace(String origin, byte[] note) throws IOException {
        at(() -> memory.replace(origin, note));
      }
    };
  }

  Storage disk(Storage disk) {
    return new Storage() {
      @Override
      public Closeable lock() throws IOException {
        return disk.lock();
      }

      @Override
      public List<String> list(String folder) throws IOException {
        return disk.list(folder);
      }

      @Override
      public Optional<byte[]> read(String name) throws IOException {
        return disk.read(name);
      }

      @Override
      public void replace(String name, byte[] content) throws IOException {
        at(() -> disk.replace(name, content));
      }

      @Override
      public StoredFile allocate(String name, long bytes) throws IOException {
        return disk.allocate(name, bytes);
      }

      @Override
      public Optional<StoredFile> openToRead(String name) throws IOException {
        return disk.openToRead(name);
      }

      @Override
      public StoredFile open(String name) throws IOException {
        return file(disk.open(name));
      }

      @Override
      public void rename(String from, String to) throws IOException {
        at(() -> disk.rename(from, to));
      }

      @Override
      public void delete(String name) throws IOException {
        at(() -> disk.delete(name));
      }
    };
  }

  private StoredFile file(StoredFile file) {
    return new StoredFile() {
      @Override
      public int write(ByteBuffer from, long position) throws IOException {
        int[] written = {0};
        at(() -> written[0] = file.write(from, position));
        return written[0];
      }

      @Override
      public int read(ByteBuffer to, long position) throws IOException {
        return file.read(to, position);
      }

      @Override
      public void sync() throws IOException {
        at(file::sync);
      }

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public void truncate(long size) throws IOException {
        at(() -> file.truncate(size));
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
