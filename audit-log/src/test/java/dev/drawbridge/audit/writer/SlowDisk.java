package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.store.MemoryDisk;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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

  /** Returns when a sync waits; if none does within this time, none will. */
  void awaitSync() throws InterruptedException {
    assertThat(syncing.await(20, TimeUnit.SECONDS)).as("a segment is synced").isTrue();
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
