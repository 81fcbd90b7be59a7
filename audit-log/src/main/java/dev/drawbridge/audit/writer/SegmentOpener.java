package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

/** Begins segments, each with a new key. */
final class SegmentOpener {

  private final String origin;
  private final SegmentSupply supply;
  private final ClockWatch clock;
  private final TreeHash hash = new TreeHash();
  private final ByteBuffer buffer = ByteBuffer.allocate(SegmentWriter.BUFFER);
  private final SecureRandom random = new SecureRandom();
  private KeyEncryptionKey kek;

  /** No segment can be begun: nothing is broken, and later there may be room. */
  static final class NoRoomException extends IOException {
    private static final long serialVersionUID = 1;

    NoRoomException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  SegmentOpener(String origin, SegmentSupply supply, ClockWatch clock, KeyEncryptionKey kek) {
    this.origin = origin;
    this.supply = supply;
    this.clock = clock;
    this.kek = kek;
  }

  /** A file for the next segment. */
  StoredFile take() throws NoRoomException {
    try {
      return supply.take();
    } catch (IOException e) {
      throw new NoRoomException(e);
    }
  }

  /** Whether the file for the next segment is ready. */
  void requireSpare() throws NoRoomException {
    if (!supply.hasSpare()) {
      throw new NoRoomException(new IOException("the file for the next segment is not ready"));
    }
  }

  /** Without room there is nowhere to go on: the segment that failed must not be used again. */
  StoredFile takeAfterFailure() throws IOException {
    try {
      return take();
    } catch (NoRoomException e) {
      throw new IOException(
          "the disk failed and there is no room for another segment: " + e.getMessage(), e);
    }
  }

  /** Begins a segment, in another file if the disk fails below the first. */
  SegmentWriter begin(StoredFile file, int id, long previousLength, byte[] link, HashFiles tree)
      throws IOException {
    SegmentWriter begun;
    try {
      begun = beginIn(file, id, previousLength, link, tree);
    } catch (IOException e) {
      begun = beginIn(takeAfterFailure(), id, previousLength, link, tree);
    }
    supply.prepare();
    return begun;
  }

  private SegmentWriter beginIn(
      StoredFile file, int id, long previousLength, byte[] link, HashFiles tree)
      throws IOException {
    try {
      return begun(file, id, previousLength, link, tree);
    } catch (IOException e) {
      file.close();
      supply.discard();
      throw e;
    }
  }

  private SegmentWriter begun(
      StoredFile file, int id, long previousLength, byte[] link, HashFiles tree)
      throws IOException {
    try {
      byte[] key = new byte[SegmentCipher.KEY_BYTES];
      random.nextBytes(key);
      byte[] wrapped = kek.wrap(key, SegmentHeader.wrapContext(origin, id));
      long now = clock.wallMicros();
      List<byte[]> roots = tree.range().roots();
      SegmentHeader header =
          new SegmentHeader(
              id, tree.size(), previousLength, now, link, origin, kek.kid(), wrapped, roots);
      SegmentCipher cipher = new SegmentCipher(key, header.digest());
      SegmentWriter writer = SegmentWriter.begin(file, header, cipher, hash, buffer);
      supply.name(id);
      return writer;
    } catch (GeneralSecurityException e) {
      throw new IOException("the key of a segment cannot be wrapped", e);
    }
  }

  /** Tells that a segment ended after so many bytes. */
  void ended(long bytes) {
    supply.sealed(bytes);
  }

  KeyEncryptionKey kek() {
    return kek;
  }

  /** The key that wraps from the next segment on. */
  void use(KeyEncryptionKey next) {
    kek = next;
  }

  void close() throws IOException {
    supply.close();
  }

  /** Lets go of the spare's file, and leaves it where it is. */
  void release() throws IOException {
    supply.release();
  }
}
