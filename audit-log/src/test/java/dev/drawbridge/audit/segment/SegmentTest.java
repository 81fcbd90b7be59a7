package dev.drawbridge.audit.segment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.SegmentReader.Ending;
import dev.drawbridge.audit.segment.SegmentWriter.Moment;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.tree.TreeHash;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentTest {

  private static final String NAME = SegmentHeader.fileName(4);

  private final KeyEncryptionKey kek = new FileKeyEncryptionKey(new byte[32]);
  private final MemoryDisk disk = new MemoryDisk();
  private final TreeHash hash = new TreeHash();
  private final List<byte[]> leaves = new ArrayList<>();

  private SegmentWriter begin() throws Exception {
    byte[] wrapped = kek.wrap(new byte[32], SegmentHeader.wrapContext("log", 4));
    SegmentHeader header =
        new SegmentHeader(
            4,
            3,
            1000,
            77,
            new byte[32],
            "log",
            kek.kid(),
            wrapped,
            List.of(new byte[32], new byte[32]));
    return SegmentWriter.begin(
        disk.allocate(NAME, 2048),
        header,
        header.cipher(kek),
        hash,
        ByteBuffer.allocate(SegmentWriter.BUFFER));
  }

  private void put(SegmentWriter writer, String... records) throws Exception {
    for (String record : records) {
      byte[] bytes = record.getBytes(UTF_8);
      leaves.add(writer.put(Event.HEARTBEAT, -1, new Moment(5, 6, false), bytes, bytes.length));
    }
    writer.write();
    writer.sync();
  }

  private SegmentReader read() throws Exception {
    return new SegmentReader(disk.open(NAME), Long.MAX_VALUE);
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private List<byte[]> entries(SegmentReader reader) throws Exception {
    List<byte[]> entries = new ArrayList<>();
    for (ByteBuffer frame = reader.next(); frame != null; frame = reader.next()) {
      entries.add(bytes(frame));
    }
    return entries;
  }

  @Test
  void whatWasPutIsReadAndOpened() throws Exception {
    put(begin(), "one", "two");

    SegmentReader reader = read();
    List<byte[]> entries = entries(reader);

    assertThat(reader.ending()).isEqualTo(Ending.CLEAN);
    assertThat(reader.header().firstIndex()).isEqualTo(3);
    SegmentCipher cipher = reader.header().cipher(kek);
    for (int i = 0; i < 2; i++) {
      Entry entry = Entry.read(ByteBuffer.wrap(entries.get(i)));
      assertThat(entry.index()).isEqualTo(3 + i);
      assertThat(entry.link()).isEqualTo(i == 0 ? reader.header().digest() : leaves.get(0));
      assertThat(hash.leaf(entries.get(i))).isEqualTo(leaves.get(i));
      assertThat(cipher.open(entry, entries.get(i)))
          .asString(UTF_8)
          .isEqualTo(i == 0 ? "one" : "two");
    }
  }

  @Test
  void oneRecordCanBeShownWithoutTheKeyOfTheOthers() throws Exception {
    put(begin(), "one", "two");
    SegmentReader reader = read();
    Entry entry = Entry.read(ByteBuffer.wrap(entries(reader).getFirst()));
    byte[] opening = reader.header().cipher(kek).opening(3);

    assertThat(SegmentCipher.shows(entry, opening, "one".getBytes(UTF_8))).isTrue();
    assertThat(SegmentCipher.shows(entry, opening, "two".getBytes(UTF_8))).isFalse();
  }

  @Test
  void nothingOfARecordStandsInTheClear() throws Exception {
    put(begin(), "the patient's name");

    assertThat(new String(disk.read(NAME).orElseThrow(), UTF_8)).doesNotContain("patient");
  }

  @Test
  void aRecordOpensOnlyWhereItWasSealed() throws Exception {
    put(begin(), "one", "two");
    SegmentReader reader = read();
    List<byte[]> entries = entries(reader);
    byte[] moved = entries.get(0).clone();
    System.arraycopy(entries.get(1), Entry.CLEAR_BYTES, moved, Entry.CLEAR_BYTES, 19);
    Entry entry = Entry.read(ByteBuffer.wrap(moved));
    SegmentCipher cipher = reader.header().cipher(kek);

    assertThatThrownBy(() -> cipher.open(entry, moved))
        .isInstanceOf(GeneralSecurityException.class);
  }

  /** Who has the key can seal what the entry does not commit to; GCM itself does not mind. */
  @Test
  void aRecordThatTheEntryDoesNotCommitToIsNotOpened() throws Exception {
    SegmentHeader header = begin().header();
    SegmentCipher cipher = header.cipher(kek);
    Entry entry = new Entry(10, false, 4, 3, -1, 5, 6, header.digest(), new byte[32]);
    ByteBuffer bytes = ByteBuffer.allocate(Entry.CLEAR_BYTES + 3 + Entry.TAG_BYTES);
    entry.putTo(bytes);
    cipher.seal(entry, "one".getBytes(UTF_8), 3, bytes);

    assertThatThrownBy(() -> cipher.open(entry, bytes.array()))
        .isInstanceOf(GeneralSecurityException.class)
        .hasMessageContaining("commits");
  }

  @Test
  void aKeyIsBoundToItsLogAndSegment() throws Exception {
    byte[] wrapped = kek.wrap(new byte[32], SegmentHeader.wrapContext("log", 4));

    assertThatThrownBy(() -> kek.unwrap(wrapped, SegmentHeader.wrapContext("log", 5)))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void everyFlippedBitEndsTheSegmentThereOrIsRefused() throws Exception {
    SegmentWriter writer = begin();
    put(writer, "one", "two");
    byte[] good = disk.read(NAME).orElseThrow();
    for (int bit = 0; bit < 8 * (writer.written() + 20); bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << bit % 8);
      disk.put(NAME, bad);
      try {
        SegmentReader reader = read();
        List<byte[]> entries = entries(reader);

        assertThat(reader.ending()).as("bit %d", bit).isEqualTo(Ending.BROKEN);
        assertThat(entries).allSatisfy(entry -> assertThat(leaves).contains(hash.leaf(entry)));
      } catch (SegmentHeader.MalformedHeaderException e) {
        assertThat(bit / 8).isLessThan(begin().header().encode().length);
      }
    }
  }

  @Test
  void aCutAnywhereLeavesWholeFramesOnly() throws Exception {
    SegmentWriter writer = begin();
    put(writer, "one", "two");
    int header = writer.header().encode().length;
    for (long end = header; end < writer.written(); end++) {
      SegmentReader reader = new SegmentReader(disk.open(NAME), end);
      List<byte[]> entries = entries(reader);

      assertThat(entries.size()).isLessThan(2);
      long whole = header + entries.size() * (long) SegmentWriter.frameBytes(3);
      assertThat(reader.position()).isEqualTo(whole);
      // The first three bytes of a length are zeros, as if nothing followed.
      assertThat(reader.ending()).isEqualTo(end <= whole + 3 ? Ending.CLEAN : Ending.BROKEN);
    }
  }

  @Test
  void noBytesWhateverMakeTheReaderFailOtherwise() throws Exception {
    put(begin(), "one", "two", "three");
    byte[] good = disk.read(NAME).orElseThrow();
    Random random = new Random(11);
    for (int i = 0; i < 3000; i++) {
      byte[] bad = good.clone();
      for (int changes = 1 + random.nextInt(6); changes > 0; changes--) {
        bad[random.nextInt(900)] = (byte) random.nextInt();
      }
      disk.put(NAME, bad);
      try (SegmentReader reader = read()) {
        assertThat(entries(reader)).hasSizeLessThanOrEqualTo(3);
      } catch (SegmentHeader.MalformedHeaderException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
