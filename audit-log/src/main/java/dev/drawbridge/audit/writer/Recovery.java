package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.segment.SegmentReader.Ending;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.writer.LogRefusedException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out where a log stands: reads its last segment, cuts it at the first bad frame, and
 * compares what is left with what was signed.
 */
final class Recovery {

  private final Storage storage;
  private final VerifierKey signer;
  private final LogMemory memory;
  private final TreeHash hash = new TreeHash();

  Recovery(Storage storage, VerifierKey signer, LogMemory memory) {
    this.storage = storage;
    this.signer = signer;
    this.memory = memory;
  }

  Recovered recover() throws IOException {
    List<Integer> segments = SegmentSupply.ids(storage);
    Recovered found = segments.isEmpty() ? nothing() : lastOf(segments);
    try {
      compareWithSigned(found.tree());
      return found;
    } catch (IOException e) {
      found.tree().close();
      throw e;
    }
  }

  private Recovered nothing() throws IOException {
    byte[] start = new byte[TreeHash.BYTES];
    HashFiles tree = HashFiles.open(storage, hash, 0);
    return new Recovered(tree, start, 0, 0, "none", "", List.of());
  }

  private Recovered lastOf(List<Integer> segments) throws IOException {
    int id = segments.getLast();
    try (SegmentReader reader = reader(id, Long.MAX_VALUE)) {
      HashFiles tree = treeAt(reader.header(), segments);
      try {
        return walked(tree, reader, segments);
      } catch (IOException e) {
        tree.close();
        throw e;
      }
    }
  }

  private Recovered walked(HashFiles tree, SegmentReader reader, List<Integer> segments)
      throws IOException {
    int id = reader.header().id();
    Walk walk = new Walk(tree, reader);
    walk.toEnd();
    tree.flush();
    forceToDisk(id);
    List<Recovered.Gap> gaps = new ArrayList<>(new LeftTails(storage).in(segments));
    if (walk.broken) {
      gaps.add(new Recovered.Gap(id, walk.end, reader.tail(walk.end)));
    }
    boolean closed = walk.last == Event.LOG_CLOSE.code() && !walk.broken;
    String previous = closed ? "closed" : "crashed";
    String kekId = reader.header().kekId();
    return new Recovered(tree, walk.link, id + 1, walk.end, previous, kekId, gaps);
  }

  /**
   * What a killed process has written may still be in the cache alone. It is about to be signed.
   */
  private void forceToDisk(int id) throws IOException {
    try (StoredFile file = storage.open(SegmentHeader.fileName(id))) {
      file.sync();
    }
  }

  private SegmentReader reader(int id, long end) throws IOException {
    StoredFile file = storage.open(SegmentHeader.fileName(id));
    try {
      return ofThisLog(id, new SegmentReader(file, end));
    } catch (MalformedHeaderException e) {
      file.close();
      throw new LogRefusedException(
          Reason.DAMAGED, "the header of segment %d: %s".formatted(id, e.getMessage()));
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  private SegmentReader ofThisLog(int id, SegmentReader reader) throws LogRefusedException {
    if (!reader.header().origin().equals(signer.name()) || reader.header().id() != id) {
      throw new LogRefusedException(
          Reason.OTHER_ORIGIN, "segment %d is not one of %s".formatted(id, signer.name()));
    }
    return reader;
  }

  /**
   * The tree as the segment's header says it was; from the hash files if they still say the same.
   */
  private HashFiles treeAt(SegmentHeader header, List<Integer> segments) throws IOException {
    try {
      HashFiles tree = HashFiles.open(storage, hash, header.firstIndex());
      if (same(tree.range().roots(), header.roots())) {
        return tree;
      }
      tree.close();
    } catch (IOException e) {
      // They can be made again.
    }
    HashFiles tree = HashFiles.open(storage, hash, 0);
    try {
      rebuild(tree, segments, header);
      return tree;
    } catch (IOException e) {
      tree.close();
      throw e;
    }
  }

  private void rebuild(HashFiles tree, List<Integer> segments, SegmentHeader last)
      throws IOException {
    for (int i = 0; i + 1 < segments.size(); i++) {
      long end = last.previousLength();
      if (i + 2 < segments.size()) {
        try (SegmentReader next = reader(segments.get(i + 1), Long.MAX_VALUE)) {
          end = next.header().previousLength();
        }
      }
      try (SegmentReader reader = reader(segments.get(i), end)) {
        new Walk(tree, reader).toEnd();
      }
    }
    if (tree.size() != last.firstIndex() || !same(tree.range().roots(), last.roots())) {
      throw new LogRefusedException(
          Reason.DAMAGED, "what stands before segment %d is not whole".formatted(last.id()));
    }
  }

  private static boolean same(List<byte[]> one, List<byte[]> other) {
    return Arrays.deepEquals(one.toArray(), other.toArray());
  }

  /** Goes through a segment and makes the tree grow. */
  private final class Walk {
    private final HashFiles tree;
    private final SegmentReader reader;
    byte[] link;
    long end;
    int last;
    boolean broken;

    Walk(HashFiles tree, SegmentReader reader) {
      this.tree = tree;
      this.reader = reader;
      link = reader.header().digest();
      end = reader.position();
    }

    void toEnd() throws IOException {
      for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
        if (reader.type() == Frame.ENTRY && (calledLost() || !follows(frame))) {
          broken = true;
          return;
        }
        end = reader.position();
      }
      broken = reader.ending() == Ending.BROKEN;
    }

    /** Its caller went by that, though a disk that failed may have kept it. */
    private boolean calledLost() {
      return tree.size() == memory.entries();
    }

    private boolean follows(ByteBuffer frame) throws IOException {
      try {
        Entry entry = Entry.read(frame);
        if (entry.index() != tree.size() || !Arrays.equals(entry.link(), link)) {
          return false;
        }
        link = hash.leaf(frame);
        tree.append(link);
        last = entry.event();
        return true;
      } catch (MalformedEntryException e) {
        return false;
      }
    }
  }

  private void compareWithSigned(HashFiles tree) throws IOException {
    Optional<byte[]> bytes = storage.read(Checkpointer.FILE);
    if (bytes.isPresent()) {
      compare(tree, own(bytes.get()));
    }
    if (memory.signed().isPresent()) {
      compare(tree, memory.signed().get());
    }
  }

  private void compare(HashFiles tree, Checkpoint signed) throws IOException {
    if (signed.size() > tree.size()) {
      throw new LogRefusedException(
          Reason.TAIL_CUT,
          "the log has %d entries and has signed %d".formatted(tree.size(), signed.size()));
    }
    byte[] root = new Proofs(hash).root(tree, signed.size());
    if (!Arrays.equals(root, signed.root())) {
      throw new LogRefusedException(
          Reason.FORKED, "the first %d entries are not those signed".formatted(signed.size()));
    }
  }

  private Checkpoint own(byte[] bytes) throws LogRefusedException {
    try {
      SignedNote note = SignedNote.parse(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      if (signer.verifies(note) && checkpoint.origin().equals(signer.name())) {
        return checkpoint;
      }
    } catch (MalformedNoteException e) {
      // Answered below, like one by somebody else.
    }
    throw new LogRefusedException(Reason.DAMAGED, "the checkpoint is not one of this log's");
  }
}
