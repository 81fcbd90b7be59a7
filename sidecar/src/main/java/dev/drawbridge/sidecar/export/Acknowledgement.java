package dev.drawbridge.sidecar.export;

import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What the collector said that it has: kept beside the log, so that it is known after a restart.
 * Nothing rests on it; who forgets it asks the collector anew.
 */
public final class Acknowledgement {

  private static final String FILE = "collector/acknowledged";

  private final Storage storage;
  private Cursor cursor;

  /**
   * How far the collector is.
   *
   * @param index all entries below it are durable at the collector
   * @param witness size of the last tree that it cosigned
   */
  public record Cursor(long index, long witness) {

    static final Cursor NONE = new Cursor(0, 0);

    boolean covers(long size) {
      return index >= size && witness >= size;
    }
  }

  private Acknowledgement(Storage storage, Cursor cursor) {
    this.storage = storage;
    this.cursor = cursor;
  }

  /** The one beside a log. */
  public static Acknowledgement beside(Storage log) throws IOException {
    return new Acknowledgement(
        log, log.read(FILE).flatMap(Acknowledgement::parse).orElse(Cursor.NONE));
  }

  private static Optional<Cursor> parse(byte[] bytes) {
    String[] words = new String(bytes, StandardCharsets.US_ASCII).strip().split(" ", -1);
    try {
      return words.length == 2
          ? Optional.of(new Cursor(Long.parseLong(words[0]), Long.parseLong(words[1])))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty(); // it will be told again
    }
  }

  public synchronized Cursor cursor() {
    return cursor;
  }

  /** Takes what the collector says. It never goes back: an answer may have been overtaken. */
  synchronized void take(Cursor said) throws IOException {
    Cursor next =
        new Cursor(Math.max(cursor.index, said.index), Math.max(cursor.witness, said.witness));
    if (!next.equals(cursor)) {
      String text = "%d %d%n".formatted(next.index, next.witness);
      storage.replace(FILE, text.getBytes(StandardCharsets.US_ASCII));
      cursor = next;
      notifyAll();
    }
  }

  /** Waits until the collector has and has cosigned so many entries; false if it does not. */
  synchronized boolean await(long size, Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!cursor.covers(size)) {
      long left = end - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    return true;
  }
}
