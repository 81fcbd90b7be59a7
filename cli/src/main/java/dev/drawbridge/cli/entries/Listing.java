package dev.drawbridge.cli.entries;

import dev.drawbridge.audit.publish.Entries;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Lists entries, one a line, as they are read. */
public final class Listing {

  private static final int LINES_PER_LOOK = 1024;

  private final Selection selection;
  private final boolean asJson;
  private final PrintWriter out;
  private final Records records;
  private final boolean opens;
  private long listed;

  /**
   * Sets out what is listed.
   *
   * @param keys to open records with; none: they are left out
   */
  public Listing(
      Selection selection, List<KeyEncryptionKey> keys, boolean asJson, PrintWriter out) {
    this.selection = selection;
    this.asJson = asJson;
    this.out = out;
    records = new Records(keys);
    opens = !keys.isEmpty();
  }

  /** Lists what is asked for of a log. */
  public void of(Storage log) throws IOException {
    new Entries(log).from(selection.from().firstIndex(), this::take);
  }

  private boolean take(SegmentHeader header, long index, byte[] bytes) throws IOException {
    Entry entry = read(index, bytes);
    if (selection.has(entry)) {
      Optional<String> record = opens ? records.of(header, entry, bytes) : Optional.empty();
      out.println(asJson ? EntryText.json(entry, record) : EntryText.text(entry, record));
      listed++;
    }
    return !selection.isOverAt(entry) && !hasNoReader();
  }

  /** Whether whoever read the lines has gone, as {@code head} does; asking flushes. */
  private boolean hasNoReader() {
    return listed % LINES_PER_LOOK == 1 && out.checkError();
  }

  private static Entry read(long index, byte[] bytes) throws IOException {
    try {
      return Entry.read(ByteBuffer.wrap(bytes));
    } catch (MalformedEntryException e) {
      throw new IOException("what stands at %d is no entry".formatted(index), e);
    }
  }

  /** How many were listed. */
  public long listed() {
    return listed;
  }

  /** How many of them could not be opened although there is a key. */
  public long sealed() {
    return records.sealed();
  }
}
