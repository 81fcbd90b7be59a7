package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Reads what was received of a segment, as far as it is whole, and makes the tree grow. */
final class SegmentWalk {

  private final TreeHash hash;
  private final String origin;
  private final HashFiles tree;

  SegmentWalk(TreeHash hash, String origin, HashFiles tree) {
    this.hash = hash;
    this.origin = origin;
    this.tree = tree;
  }

  /** All that is whole. */
  Progress follow(StoredFile file, Progress from) throws IOException {
    return follow(file, from, Long.MAX_VALUE);
  }

  /** At most until the log has so many entries. */
  Progress follow(StoredFile file, Progress from, long size) throws IOException {
    SegmentReader reader;
    try {
      reader = new SegmentReader(file, from.received().bytes());
    } catch (MalformedHeaderException e) {
      if (from.received().bytes() < SegmentHeader.MAX_BYTES) {
        return from; // more of it may come
      }
      throw new MirrorBrokenException(
          "the header of segment %d: %s".formatted(from.received().segment(), e.getMessage()));
    }
    Progress at = from.scanned() == 0 ? header(reader, from) : from;
    reader.seek(at.scanned());
    while (at.size() < size) {
      ByteBuffer frame = reader.next();
      if (frame == null) {
        break;
      }
      at = reader.type() == Frame.ENTRY ? entry(frame, at) : at;
      at = at.scanned(reader.position());
    }
    return at;
  }

  private Progress header(SegmentReader reader, Progress from) throws IOException {
    SegmentHeader header = reader.header();
    boolean continues =
        header.id() == from.received().segment()
            && header.origin().equals(origin)
            && header.firstIndex() == from.size()
            && header.previousLength() == from.before()
            && Arrays.equals(header.link(), from.link())
            && Arrays.deepEquals(header.roots().toArray(), tree.range().roots().toArray());
    if (!continues) {
      throw new MirrorBrokenException(
          "the header of segment %d does not continue what stands before it"
              .formatted(from.received().segment()));
    }
    return from.header(reader.position(), header.digest());
  }

  private Progress entry(ByteBuffer frame, Progress at) throws IOException {
    try {
      Entry entry = Entry.read(frame);
      if (entry.index() != at.size() || !Arrays.equals(entry.link(), at.link())) {
        throw new MirrorBrokenException(
            "entry %d does not continue the one before".formatted(at.size()));
      }
      byte[] leaf = hash.leaf(frame);
      tree.append(leaf);
      return at.entry(leaf, entry.event());
    } catch (MalformedEntryException e) {
      throw new MirrorBrokenException("entry %d: %s".formatted(at.size(), e.getMessage()));
    }
  }
}
