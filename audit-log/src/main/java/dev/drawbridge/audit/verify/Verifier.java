package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.segment.Entry.MalformedEntryException;
import dev.drawbridge.audit.segment.Frame;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.segment.SegmentHeader;
import dev.drawbridge.audit.segment.SegmentHeader.MalformedHeaderException;
import dev.drawbridge.audit.segment.SegmentReader;
import dev.drawbridge.audit.segment.SegmentReader.Ending;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.store.StoredFile;
import dev.drawbridge.audit.tree.CompactRange;
import dev.drawbridge.audit.tree.TreeHash;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a whole log and says what is wrong with it. Wants no secret, changes nothing, stops at
 * nothing that it finds. A log that is being written may be verified from a copy.
 */
public final class Verifier {

  private static final String CHECKPOINT = "checkpoint";
  private static final String COSIGNED = "checkpoint.cosigned";

  private final Storage storage;
  private final Trust trust;
  private final Findings findings = new Findings();
  private final TreeHash hash = new TreeHash();
  private final CompactRange range = new CompactRange(hash);
  private final ClockCheck clock;
  private final PairingCheck pairing;
  private final CheckpointCheck checkpoints;
  private final HashFileCheck hashes;
  private final List<byte[]> otherCopies;
  private final ContentCheck contents;
  private final KeyAgeCheck keyAges;
  private final ActivityCount activity;
  private final TailCheck tails;
  private byte[] link = new byte[TreeHash.BYTES];
  private long lastLength;

  private Verifier(Storage storage, Trust trust, Inspection inspection) {
    this.storage = storage;
    this.trust = trust;
    clock = new ClockCheck(trust, findings);
    pairing = new PairingCheck(findings);
    checkpoints = new CheckpointCheck(trust, findings, range, clock);
    hashes = new HashFileCheck(storage, findings, hash);
    otherCopies = inspection.otherCopies();
    tails = new TailCheck(findings);
    contents = new ContentCheck(inspection, tails, findings);
    keyAges = new KeyAgeCheck(inspection.maxKeyAge(), findings);
    activity = new ActivityCount(inspection.oldest(), findings);
  }

  /**
   * Verifies a log.
   *
   * @param witnessViews the newest checkpoints as the witnesses themselves show them
   * @param keys to open the records with; without any, nothing is opened
   * @throws IOException if a file cannot be read
   */
  public static Report verify(
      Storage storage, Trust trust, List<byte[]> witnessViews, List<KeyEncryptionKey> keys)
      throws IOException {
    return verify(storage, trust, witnessViews, Inspection.opening(keys));
  }

  /**
   * Verifies a log and looks at more than whether it is whole.
   *
   * @param witnessViews the newest checkpoints as the witnesses themselves show them
   * @throws IOException if a file cannot be read
   */
  public static Report verify(
      Storage storage, Trust trust, List<byte[]> witnessViews, Inspection inspection)
      throws IOException {
    return new Verifier(storage, trust, inspection).run(witnessViews);
  }

  private Report run(List<byte[]> witnessViews) throws IOException {
    List<String> names =
        storage.list("segments").stream().filter(name -> name.endsWith(".seg")).toList();
    readCheckpoints(witnessViews);
    otherCopies.forEach(checkpoints::otherCopy);
    for (int id = 0; id < names.size(); id++) {
      findings.at(id, range.size());
      if (!names.get(id).equals(fileName(id))) {
        findings.add(Code.SEGMENT_MISSING, "%s is not segment %d".formatted(names.get(id), id));
        break;
      }
      segment(id, id + 1 == names.size() ? Optional.empty() : Optional.of(id + 1));
    }
    tails.end();
    findings.at(-1, range.size());
    pairing.end();
    contents.end();
    activity.end();
    checkpoints.end();
    try (hashes) {
      hashes.end();
    }
    return new Report(
        trust.log().name(),
        names.size(),
        range.size(),
        checkpoints.checked(),
        checkpoints.signed(),
        checkpoints.witnessed(),
        Report.hex(range.root()),
        activity.activity(pairing.open()),
        keyAges.uses(),
        findings.counts(),
        findings.kept());
  }

  private static String fileName(int id) {
    return SegmentHeader.fileName(id).substring("segments/".length());
  }

  private void readCheckpoints(List<byte[]> witnessViews) throws IOException {
    Optional<byte[]> own = storage.read(CHECKPOINT);
    own.ifPresentOrElse(
        checkpoints::own, () -> findings.add(Code.CHECKPOINT_MISSING, "the file " + CHECKPOINT));
    Optional<byte[]> cosigned = storage.read(COSIGNED);
    cosigned.ifPresent(checkpoints::cosigned);
    witnessViews.forEach(checkpoints::cosigned);
    if (cosigned.isEmpty() && witnessViews.isEmpty() && trust.quorum() > 0) {
      findings.add(Code.NOT_WITNESSED, "there is no cosigned checkpoint");
    }
  }

  private void segment(int id, Optional<Integer> next) throws IOException {
    long end = next.isPresent() ? lengthSaidBy(next.get()) : Long.MAX_VALUE;
    try (StoredFile file = opened(id)) {
      SegmentReader reader = new SegmentReader(file, end);
      header(id, reader.header());
      frames(id, reader);
      lastLength = reader.position();
      tails.ended(id, range.size(), reader.tail());
    } catch (MalformedHeaderException e) {
      findings.add(Code.HEADER_BROKEN, String.valueOf(e.getMessage()));
    }
  }

  /** How much of a segment counts, the header of the next one says. */
  private long lengthSaidBy(int id) throws IOException {
    Optional<StoredFile> next = storage.openToRead(SegmentHeader.fileName(id));
    if (next.isEmpty()) {
      return Long.MAX_VALUE; // which is found when it is that segment's turn
    }
    try (StoredFile file = next.get()) {
      return new SegmentReader(file, SegmentHeader.MAX_BYTES).header().previousLength();
    } catch (MalformedHeaderException e) {
      return Long.MAX_VALUE; // likewise
    }
  }

  private StoredFile opened(int id) throws IOException {
    String name = SegmentHeader.fileName(id);
    return storage.openToRead(name).orElseThrow(() -> new FileNotFoundException(name));
  }

  private void header(int id, SegmentHeader header) {
    boolean continues =
        header.id() == id
            && header.origin().equals(trust.log().name())
            && header.firstIndex() == range.size()
            && header.previousLength() == lastLength
            && Arrays.equals(header.link(), link)
            && Arrays.deepEquals(header.roots().toArray(), range.roots().toArray());
    if (!continues) {
      findings.add(Code.HEADER_MISMATCH, "of segment %d".formatted(id));
    }
    link = header.digest();
    contents.begin(header);
    keyAges.begin(header);
  }

  private void frames(int id, SegmentReader reader) throws IOException {
    for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
      findings.at(id, range.size());
      if (reader.type() == Frame.ENTRY) {
        entry(frame);
      } else {
        byte[] note = new byte[frame.remaining()];
        frame.get(note);
        checkpoints.frame(note);
      }
    }
    if (reader.ending() == Ending.BROKEN) {
      findings.add(
          Code.FRAME_BROKEN, "%s, at byte %d".formatted(reader.problem(), reader.position()));
    }
  }

  private void entry(ByteBuffer frame) throws IOException {
    byte[] leaf = hash.leaf(frame.duplicate());
    try {
      Entry entry = Entry.read(frame);
      if (entry.index() != range.size()) {
        findings.add(Code.INDEX_BROKEN, "the entry says that it is %d".formatted(entry.index()));
      } else if (!Arrays.equals(entry.link(), link)) {
        findings.add(Code.CHAIN_BROKEN, "the entry is linked to another one");
      }
      clock.entry(entry);
      pairing.entry(entry);
      activity.entry(entry);
      keyAges.entry(entry);
      boolean opened = contents.entry(entry, frame);
      if (entry.event() == Event.AUDIT_GAP.code() && !opened) {
        tails.sealedGap();
      }
    } catch (MalformedEntryException e) {
      findings.add(Code.ENTRY_MALFORMED, String.valueOf(e.getMessage()));
    }
    link = leaf;
    range.append(leaf);
    hashes.leaf(leaf);
    checkpoints.grown();
  }
}
