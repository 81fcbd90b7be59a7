package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.tree.TreeHash;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/** Changes the entries of a segment and makes all checksums right again, as an attacker would. */
public final class Forgery {

  private static final int WALL_AT = 24;
  private static final int LINK_AT = 40;

  private final Map<String, byte[]> files;
  private final String name;
  private byte[] header;
  private final byte[] headerDigest;
  private final List<byte[]> payloads = new ArrayList<>();
  private final List<Byte> types = new ArrayList<>();

  private Forgery(Map<String, byte[]> files, String name, ByteBuffer segment) throws Exception {
    this.files = new TreeMap<>(files);
    this.name = name;
    SegmentHeader read = SegmentHeader.read(segment);
    header = read.encode();
    headerDigest = read.digest();
    while (segment.remaining() > Frame.PREFIX_BYTES && segment.getInt(segment.position()) != 0) {
      byte[] payload = new byte[segment.getInt()];
      segment.getInt();
      types.add(segment.get());
      segment.get(payload);
      payloads.add(payload);
    }
  }

  public static Forgery of(Map<String, byte[]> files, String name) throws Exception {
    return new Forgery(files, name, ByteBuffer.wrap(files.getOrDefault(name, new byte[0])));
  }

  /** The frame that holds the n-th entry. */
  private int frameOf(int n) {
    int left = n;
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) == Frame.ENTRY && left-- == 0) {
        return i;
      }
    }
    throw new AssertionError("no entry " + n);
  }

  public byte[] entry(int n) {
    return payloads.get(frameOf(n));
  }

  public void swap(int one, int other) {
    Collections.swap(payloads, frameOf(one), frameOf(other));
  }

  public void delete(int n) {
    int frame = frameOf(n);
    payloads.remove(frame);
    types.remove(frame);
  }

  public void duplicate(int n) {
    int frame = frameOf(n);
    payloads.add(frame, payloads.get(frame).clone());
    types.add(frame, Frame.ENTRY);
  }

  public void cutAfter(int n) {
    int frame = frameOf(n);
    payloads.subList(frame, payloads.size()).clear();
    types.subList(frame, types.size()).clear();
  }

  public void addToWall(int n, Duration time) {
    ByteBuffer entry = ByteBuffer.wrap(entry(n));
    entry.putLong(WALL_AT, entry.getLong(WALL_AT) + time.toNanos() / 1000);
  }

  /** Puts another wrapped key into the header, with the checksum that it needs. */
  public void changeWrappedKey() throws Exception {
    SegmentHeader read = SegmentHeader.read(ByteBuffer.wrap(header));
    byte[] wrapped = read.wrappedKey().clone();
    wrapped[20] ^= 1;
    header =
        new SegmentHeader(
                read.id(),
                read.firstIndex(),
                read.previousLength(),
                read.createdWallMicros(),
                read.link(),
                read.origin(),
                read.kekId(),
                wrapped,
                read.roots())
            .encode();
  }

  /** Makes every link right again. */
  public void relink() {
    byte[] link = headerDigest;
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i) == Frame.ENTRY) {
        System.arraycopy(link, 0, payloads.get(i), LINK_AT, TreeHash.BYTES);
        link = new TreeHash().leaf(payloads.get(i));
      }
    }
  }

  /** All files, with the changed segment among them. */
  public Map<String, byte[]> files() {
    ByteBuffer to = ByteBuffer.allocate(1 << 20);
    to.put(header);
    for (int i = 0; i < types.size(); i++) {
      byte[] payload = payloads.get(i);
      ByteBuffer length = ByteBuffer.allocate(4).putInt(payload.length).flip();
      CRC32C crc = new CRC32C();
      crc.update(length.duplicate());
      crc.update(types.get(i));
      crc.update(payload);
      to.put(length).putInt((int) crc.getValue()).put(types.get(i)).put(payload);
    }
    byte[] bytes = new byte[to.position()];
    to.flip().get(bytes);
    files.put(name, bytes);
    return files;
  }
}
