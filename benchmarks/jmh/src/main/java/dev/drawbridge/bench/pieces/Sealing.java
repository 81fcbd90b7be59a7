package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.SegmentCipher;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentWriter;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One record into a segment: commitment, AES-256-GCM, checksum, leaf hash, and its share of the
 * writing to the operating system.
 */
@State(Scope.Thread)
@SuppressWarnings("NullAway.Init") // JMH calls @Setup first.
public class Sealing {

  private static final long SEGMENT_BYTES = 64L << 20;

  private final AuditRecord record = Samples.accepted(new AuditRecord());
  private final int length = record.encode(1_790_000_000_000_000L, 1);
  private final SegmentWriter.Moment moment = new SegmentWriter.Moment(1, 1, false);
  private Path folder;
  private SegmentWriter writer;

  @Setup(Level.Trial)
  public void prepare() throws Exception {
    folder = Folders.create();
    writer = begin();
  }

  private SegmentWriter begin() throws IOException, GeneralSecurityException {
    DiskStorage storage = new DiskStorage(folder);
    SegmentHeader header =
        new SegmentHeader(
            0, 0, 0, 1, new byte[32], "c/n/d/p/0", "kek", new byte[60], List.<byte[]>of());
    return SegmentWriter.begin(
        storage.allocate(SegmentHeader.fileName(0), SEGMENT_BYTES),
        header,
        new SegmentCipher(new byte[SegmentCipher.KEY_BYTES], header.digest()),
        new TreeHash(),
        ByteBuffer.allocate(SegmentWriter.BUFFER));
  }

  @TearDown(Level.Trial)
  public void end() throws IOException {
    writer.close();
    Folders.delete(folder);
  }

  @Benchmark
  public byte[] record() throws Exception {
    if (!writer.fits(SegmentWriter.frameBytes(length))) {
      writer.write();
    }
    if (!writer.fits(SegmentWriter.frameBytes(length))) {
      writer.close();
      writer = begin(); // once in some 60,000
    }
    return writer.put(Event.INFERENCE_ACCEPTED, -1, moment, record.bytes(), length);
  }
}
