package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.store.MemoryDisk;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk whose syncs of segments wait for a word, and are counted. Closed, it waits no more. */
final class SlowDisk implements MemoryDisk.Faults, Closeable {

  private final CountDownLatch syncing = new CountDownLatch(1);
  private final CountDownLatch word = new CountDownLatch(1);
  private final AtomicInteger syncs = new AtomicInteger();

  @Override
  public void beforeSync(String name) throws IOException {
    if (name.startsWith("segments/")) {
      syncs.incrementAndGet();
      syncing.countDown();
      try {
        word.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }

  /** Returns when a sync waits. */
  void awaitSync() throws InterruptedException {
    syncing.await();
  }

  /** Lets that sync and all others go on. */
  void goOn() {
    word.countDown();
  }

  int syncs() {
    return syncs.get();
  }

  @Override
  public void close() {
    goOn();
  }
}
