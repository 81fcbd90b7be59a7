package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has the next segment's file ready before it is needed, its blocks reserved. So a full disk shows
 * while there is still room to end what was begun, and a roll does not wait for zeros.
 */
final class SegmentSupply {

  private static final String SPARE = "segments/spare";
  private static final String SUFFIX = ".seg";

  private final Storage storage;
  private final LogSettings.Limits limits;
  private final Executor background;
  private volatile @Nullable StoredFile spare;
  private volatile boolean busy;
  private volatile boolean failed;
  private boolean released;
  private boolean taken; // and not named yet, so the name of the spare is in use
  private final AtomicLong usedBytes = new AtomicLong();

  SegmentSupply(Storage storage, LogSettings.Limits limits, Executor background)
      throws IOException {
    this.storage = storage;
    this.limits = limits;
    this.background = background;
    for (int id : ids(storage)) {
      try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
        usedBytes.addAndGet(file.size());
      }
    }
  }

  /** Ids of the segments on disk, ascending and without a hole. */
  static List<Integer> ids(Storage storage) throws IOException {
    List<Integer> ids = new ArrayList<>();
    for (String name : storage.list("segments")) {
      if (name.matches("\\d{8}\\" + SUFFIX)) {
        int id = Integer.parseInt(name.substring(0, 8));
        if (!ids.isEmpty() && id != ids.getLast() + 1) {
          throw new LogRefusedException(
              LogRefusedException.Reason.DAMAGED, "a segment before %d is missing".formatted(id));
        }
        ids.add(id);
      }
    }
    return ids;
  }

  /** Cuts off what recovery found behind the ends of segments. */
  void cut(Recovered found) throws IOException {
    if (found.nextSegment() > 0) {
      cut(found.nextSegment() - 1, found.previousLength());
    }
    for (Recovered.Gap gap : found.gaps()) {
      cut(gap.segment(), gap.end());
    }
  }

  private void cut(int id, long end) throws IOException {
    try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
      usedBytes.addAndGet(Math.min(0, end - file.size()));
      file.truncate(end);
    }
  }

  /** Allocates the spare in the background, if there is none and the quota allows one. */
  void prepare() {
    if (spare == null && !busy && quotaAllows()) {
      busy = true;
      background.execute(this::allocate);
    }
  }

  private boolean quotaAllows() {
    return usedBytes.get() + limits.segmentBytes() <= limits.quotaBytes();
  }

  private synchronized void allocate() {
    try {
      if (spare == null && !taken && !released) {
        spare = storage.allocate(SPARE, limits.segmentBytes());
      }
      failed = false;
    } catch (IOException e) {
      // The disk is full, for one. Room shows it, and the next prepare tries again.
      failed = true;
    } finally {
      busy = false;
    }
  }

  /** Whether another segment can be begun, and the high-water mark is not reached. */
  boolean hasRoom() {
    return (spare != null || (busy && !failed)) && usedBytes.get() < limits.highWaterBytes();
  }

  boolean hasSpare() {
    return spare != null;
  }

  /**
   * The file for a segment, not yet under its name.
   *
   * @throws IOException if there is no room for one
   */
  synchronized StoredFile take() throws IOException {
    StoredFile file = spare;
    if (file == null) {
      if (!quotaAllows()) {
        throw new IOException("the quota of the log is used up");
      }
      file = storage.allocate(SPARE, limits.segmentBytes());
    }
    spare = null;
    taken = true;
    usedBytes.addAndGet(limits.segmentBytes());
    return file;
  }

  /** Gives the file that was taken its name, once its header is on disk. */
  synchronized void name(int id) throws IOException {
    storage.rename(SPARE, SegmentHeader.fileName(id));
    taken = false;
  }

  /** Gives up the file that was taken: the disk failed below it. */
  synchronized void discard() throws IOException {
    storage.delete(SPARE);
    usedBytes.addAndGet(-limits.segmentBytes());
    taken = false;
  }

  /** Tells that a segment was cut to so many bytes. */
  void sealed(long bytes) {
    usedBytes.addAndGet(bytes - limits.segmentBytes());
  }

  long usedBytes() {
    return usedBytes.get();
  }

  /**
   * Lets go of the spare's file, and leaves it where it is. From then on none is made: its name
   * belongs to whoever opens the log next.
   */
  synchronized void release() throws IOException {
    released = true;
    StoredFile file = spare;
    if (file != null) {
      spare = null;
      file.close();
    }
  }

  /** Frees the spare's blocks. From then on none is made. */
  synchronized void close() throws IOException {
    released = true;
    StoredFile file = spare;
    if (file != null) {
      file.close();
      storage.delete(SPARE);
      spare = null;
    }
  }
}
