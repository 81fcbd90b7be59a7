package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.witness.LocalWitness;
import dev.drawbridge.audit.witness.Witness;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A log in memory with a witness, without threads: it does one thing after the other. */
public final class TestLog {

  public static final String ORIGIN = "cluster/ns/iris/uid/0";
  private static final KeyPair PAIR = pair("Ed25519");
  public static final WitnessSigner WITNESS =
      new WitnessSigner("witness.example/w", pair("ML-DSA-44"));
  public static final KeyEncryptionKey KEK = kek(0);

  public final TestClock clock;
  public final MemoryDisk witnessDisk;
  public final LocalWitness witness;
  public final MemoryDisk disk;
  private final LogSettings settings;
  private final boolean witnessed;
  private final LogMemory memory = new LogMemory();
  private final Journal journal;

  /** Records that a receipt said are durable. */
  public final List<Long> durable = new ArrayList<>();

  private static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private TestLog(
      MemoryDisk disk,
      MemoryDisk witnessDisk,
      TestClock clock,
      LogSettings settings,
      boolean witnessed,
      KeyEncryptionKey kek)
      throws IOException {
    this.disk = disk;
    this.witnessDisk = witnessDisk;
    this.clock = clock;
    this.settings = settings;
    this.witnessed = witnessed;
    String origin = settings.origin();
    LogSigner signer = new LogSigner(origin, PAIR);
    witness = new LocalWitness(WITNESS, witnessDisk, Map.of(origin, signer.verifier()), clock);
    Optional<Witness> asked = witnessed ? Optional.of(witness) : Optional.empty();
    journal =
        Journal.open(
            settings,
            new LogKeys(signer, kek),
            disk,
            clock,
            new Journal.Background(asked, Runnable::run, memory));
  }

  /** A key that wraps those of segments, another for each number. */
  public static KeyEncryptionKey kek(int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) number;
    return new FileKeyEncryptionKey(secret);
  }

  public static LogKeys keys() {
    return new LogKeys(new LogSigner(ORIGIN, PAIR), KEK);
  }

  public static LogSettings settings(Durability durability, long segmentBytes, long quota) {
    return settings(ORIGIN, durability, segmentBytes, quota);
  }

  private static LogSettings settings(
      String origin, Durability durability, long segmentBytes, long quota) {
    return new LogSettings(
        origin,
        durability,
        new LogSettings.Limits(64, segmentBytes, quota / 10 * 9, quota),
        LogSettings.Rhythm.usual());
  }

  public static TestLog fresh() throws IOException {
    return open(new MemoryDisk(), settings(Durability.STRICT, 16 << 10, 1 << 24));
  }

  /** One of another name, signed with the same key, as of another pod of the same deployment. */
  public static TestLog named(String origin) throws IOException {
    return open(new MemoryDisk(), settings(origin, Durability.STRICT, 16 << 10, 1 << 24));
  }

  public static TestLog open(MemoryDisk disk, LogSettings settings) throws IOException {
    return new TestLog(disk, new MemoryDisk(), new TestClock(), settings, true, KEK);
  }

  /** Goes on with what is on another disk, with the same witness and the same time. */
  public TestLog reopen(MemoryDisk after) throws IOException {
    return reopen(after, KEK);
  }

  /** Likewise, with another key that wraps those of segments. */
  public TestLog reopen(MemoryDisk after, KeyEncryptionKey kek) throws IOException {
    return new TestLog(after, witnessDisk, clock, settings, witnessed, kek);
  }

  /** Like {@link #reopen}, while the witness is not asked. */
  public TestLog reopenUnwitnessed(MemoryDisk after) throws IOException {
    return reopenUnwitnessed(after, KEK);
  }

  TestLog reopenUnwitnessed(MemoryDisk after, KeyEncryptionKey kek) throws IOException {
    return new TestLog(after, witnessDisk, clock, settings, false, kek);
  }

  /** A request is let in; returns its index. */
  public long accepted() throws IOException {
    AuditRecord record = new AuditRecord();
    record
        .begin(Event.INFERENCE_ACCEPTED)
        .text(Field.MODEL_NAME, "iris")
        .text(Field.CLASS, "internal")
        .number(Field.PROMPT_BYTES, 120);
    return append(record);
  }

  public long completed(long accepted) throws IOException {
    AuditRecord record = new AuditRecord();
    record.beginCompletion(accepted).text(Field.OUTCOME, "ok").number(Field.HTTP_STATUS, 200);
    return append(record);
  }

  /** Requests one after the other, a millisecond each. */
  public TestLog requests(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      completed(accepted());
    }
    return this;
  }

  /** Appends a record, a millisecond later; returns the index of the last that is durable. */
  public long append(AuditRecord record) throws IOException {
    clock.pass(Duration.ofMillis(1));
    int length = record.encode(clock.wallMicros(), journal.watch().monoMicros());
    Slot slot = new Slot();
    slot.fill(record, length, new Remembering());
    journal.append(List.of(slot));
    journal.tick();
    return durable.isEmpty() ? -1 : durable.getLast();
  }

  /** Appends records in one go. */
  void appendAll(List<AuditRecord> records) throws IOException {
    List<Slot> slots = new ArrayList<>();
    for (AuditRecord record : records) {
      int length = record.encode(clock.wallMicros(), journal.watch().monoMicros());
      Slot slot = new Slot();
      slot.fill(record, length, new Remembering());
      slots.add(slot);
    }
    journal.append(slots);
  }

  private final class Remembering implements Receipt {
    @Override
    public void durable(long index) {
      durable.add(index);
    }

    @Override
    public void lost() {}
  }

  public TestLog pass(Duration time) throws IOException {
    clock.pass(time);
    journal.tick();
    return this;
  }

  public void rotate(KeyEncryptionKey next) throws IOException {
    journal.rotate(next);
  }

  public void dropped(long count) {
    memory.missing(count);
  }

  public boolean hasRoom() {
    return journal.hasRoom();
  }

  public TestLog close() throws IOException {
    journal.end();
    journal.close();
    return this;
  }

  public LogStatus status() {
    return journal.status(LogStatus.State.OPEN, "");
  }

  public static Trust trust() {
    return Trust.of(keys().signer().verifier(), List.of(WITNESS.verifier()), 1);
  }

  public Report verify() throws IOException {
    return verify(disk);
  }

  /** Verifies a disk with what this log's witness knows, and the key of its records. */
  public Report verify(Storage other) throws IOException {
    return verify(other, List.of(KEK));
  }

  /** Likewise, with these keys of its records. */
  public Report verify(Storage other, List<KeyEncryptionKey> keks) throws IOException {
    List<byte[]> views = new ArrayList<>();
    witness.latestNote(settings.origin()).ifPresent(note -> views.add(note.encode()));
    return Verifier.verify(other, trust(), views, keks);
  }

  /** Verifies without a witness's own view and without any key. */
  public static Report verifyAlone(Storage other) throws IOException {
    return Verifier.verify(other, trust(), List.of(), List.of());
  }
}
