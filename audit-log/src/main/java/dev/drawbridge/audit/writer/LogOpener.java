package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.witness.Witness;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Opens a log, and opens it again when its disk failed. Holds the lock of its folder while a
 * journal is open. One thread at a time.
 */
final class LogOpener implements Closeable {

  /** One waits for the witness, who may be slow; the other makes the next segment ready. */
  private static final int BESIDE = 2;

  private final LogSettings settings;
  private final LogKeys keys;
  private final Storage storage;
  private final LogClock clock;
  private final ExecutorService executor;
  private final Journal.Background background;
  private @Nullable Closeable lock;

  LogOpener(
      LogSettings settings,
      LogKeys keys,
      Storage storage,
      Optional<Witness> witness,
      LogClock clock) {
    this.settings = settings;
    this.keys = keys;
    this.storage = storage;
    this.clock = clock;
    executor =
        Executors.newFixedThreadPool(
            BESIDE, Thread.ofPlatform().name("audit-log-background-", 0).daemon().factory());
    background = new Journal.Background(witness, executor, new LogMemory());
  }

  Journal open() throws IOException {
    return open(keys, false);
  }

  /**
   * Likewise, in place of one whose disk failed.
   *
   * @param kek wraps keys of segments from here on
   * @throws LogRefusedException if what is there now is not what the process knows
   */
  Journal again(KeyEncryptionKey kek) throws IOException {
    requireThere();
    return open(new LogKeys(keys.signer(), kek), true);
  }

  /** What is left where a volume was unmounted: nothing may be begun there, not even a lock. */
  private void requireThere() throws IOException {
    if (storage.read(Checkpointer.FILE).isEmpty()) {
      throw new IOException("the log is no longer there: its volume was unmounted or replaced");
    }
  }

  private Journal open(LogKeys with, boolean again) throws IOException {
    lock = storage.lock();
    try {
      if (again) {
        requireThere(); // or a volume that went just before would pass for a log that was emptied
      }
      return Journal.open(settings, with, storage, clock, background);
    } catch (IOException | RuntimeException e) {
      unlock();
      throw e;
    }
  }

  LogMemory memory() {
    return background.memory();
  }

  /** Lets go of a journal and of the folder, whatever the disk says. */
  void release(Journal failed) {
    try {
      failed.release();
    } catch (IOException e) {
      // Nothing more is written to its files.
    }
    unlock();
  }

  private void unlock() {
    try (Closeable held = lock) {
      lock = null;
    } catch (IOException e) {
      // It ends with the process, then.
    }
  }

  @Override
  public void close() {
    executor.shutdown();
    unlock();
  }
}
