package dev.drawbridge.audit.writer;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.witness.Witness;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The log without its thread: what is written when, and what the log says of itself. All but the
 * counters belongs to one thread, and nothing in here waits except for the disk.
 */
final class Journal {

  private static final String WRAPPING = "kek";

  private final LogSettings settings;
  private final LogClock clock;
  private final ClockWatch watch;
  private final SystemRecords records;
  private final SegmentSupply supply;
  private final SegmentOpener opener;
  private final Shard shard;
  private final Optional<WitnessLink> witness;
  private final Checkpointer checkpointer;
  private final LogMemory memory;
  private final long first; // entry of this run
  private volatile long entries;
  private long lastEntryNanos;
  private long lastCheckpointNanos;

  private Journal(
      LogSettings settings,
      LogKeys keys,
      Storage storage,
      Recovered found,
      LogClock clock,
      Background background)
      throws IOException {
    this.settings = settings;
    this.clock = clock;
    memory = background.memory();
    first = found.tree().size();
    watch = new ClockWatch(clock, settings.rhythm().clockStep().toNanos() / 1000);
    records = new SystemRecords(watch);
    witness = background.link(settings.origin(), found.tree().size());
    supply = new SegmentSupply(storage, settings.limits(), background.executor());
    opener = new SegmentOpener(settings.origin(), supply, watch, keys.kek());
    boolean syncsEachBatch = settings.durability() != Durability.ASYNC;
    shard = new Shard(opener, found.tree(), watch, syncsEachBatch, memory);
    long anchorNanos = settings.rhythm().anchor().toNanos();
    checkpointer = new Checkpointer(storage, keys.signer(), witness, anchorNanos, memory);
  }

  /**
   * Who works beside the writer, and what is known before it begins.
   *
   * @param memory of the process, which also the next journal of this log goes by
   */
  record Background(Optional<Witness> witness, Executor executor, LogMemory memory) {

    Optional<WitnessLink> link(String origin, long size) throws IOException {
      return witness.isEmpty()
          ? Optional.empty()
          : Optional.of(new WitnessLink(witness.get(), origin, size, executor));
    }
  }

  /** Recovers the log, begins a segment, and puts on record what was found. */
  static Journal open(
      LogSettings settings, LogKeys keys, Storage storage, LogClock clock, Background background)
      throws IOException {
    LogMemory memory = background.memory();
    Recovered found = new Recovery(storage, keys.signer().verifier(), memory).recover();
    try {
      Journal journal = new Journal(settings, keys, storage, found, clock, background);
      memory.found(found.tree().size());
      journal.beginOrRelease(found);
      return journal;
    } catch (IOException e) {
      found.tree().close();
      throw e;
    }
  }

  /** Whoever cannot open a log tries again, and must not keep a file each time. */
  private void beginOrRelease(Recovered found) throws IOException {
    try {
      begin(found);
    } catch (IOException e) {
      release();
      throw e;
    }
  }

  private void begin(Recovered found) throws IOException {
    shard.begin(found);
    List<Slot> first = new ArrayList<>(List.of(records.opened(found.previous())));
    found.gaps().forEach(gap -> first.add(records.torn(gap)));
    String kekId = opener.kek().kid();
    if (!found.kekId().isEmpty() && !found.kekId().equals(kekId)) {
      // While nobody wrote, or where a crash came between the record and the next segment.
      first.add(records.rotated(WRAPPING, found.kekId(), kekId));
    }
    missing().ifPresent(first::add);
    watch.look();
    write(first);
    checkpoint(); // which syncs: what is cut must be on record before it is cut
    supply.cut(found);
  }

  /**
   * Without the ends of requests that began before the log was opened: to whoever verifies, that
   * run is over, and so are its requests.
   */
  List<Slot> ofThisRun(List<Slot> slots) {
    boolean all = true;
    for (Slot slot : slots) {
      all &= isOfThisRun(slot);
    }
    return all ? slots : slots.stream().filter(this::isOfThisRun).toList();
  }

  private boolean isOfThisRun(Slot slot) {
    return slot.ref == AuditRecord.NO_REF || slot.ref >= first;
  }

  /** Writes records in one go. Those whose receipts have heard nothing are not in the log. */
  void append(List<Slot> slots) throws IOException {
    watch.look();
    List<Slot> all = slots;
    if (watch.pending() != 0 || memory.untold() > 0) {
      all = new ArrayList<>();
      if (watch.pending() != 0) {
        all.add(records.clockStep(watch.pending()));
      }
      missing().ifPresent(all::add);
      all.addAll(slots);
    }
    write(all);
  }

  /** Says how many records are missing, if any are. */
  private Optional<Slot> missing() {
    long count = memory.untold();
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(records.dropped(count, memory.telling(count)));
  }

  private void write(List<Slot> slots) throws IOException {
    try {
      shard.append(slots);
    } finally {
      entries = shard.tree().size(); // room may have ended within the batch
    }
    lastEntryNanos = clock.monoNanos();
  }

  /** Does what is due by the clock. */
  void tick() throws IOException {
    long now = clock.monoNanos();
    if (memory.untold() > 0 && hasRoom()) { // what room is left is for the ends of requests
      append(List.of());
    }
    if (now - lastEntryNanos >= settings.rhythm().heartbeat().toNanos()) {
      append(List.of(records.heartbeat()));
    }
    if (settings.durability() == Durability.ASYNC) {
      shard.sync();
    }
    if (entries > checkpointer.size()
        && now - lastCheckpointNanos >= settings.rhythm().checkpoint().toNanos()) {
      checkpoint();
    }
    checkpointer.keepCosigned(shard, now);
    supply.prepare();
  }

  private void checkpoint() throws IOException {
    shard.sync();
    lastCheckpointNanos = clock.monoNanos();
    checkpointer.sign(shard);
    entries = shard.tree().size();
  }

  /**
   * Puts on record that keys are wrapped by another key, and begins a segment whose key is.
   *
   * @throws NoRoomException if there is no file for that segment yet; nothing was written then
   */
  void rotate(KeyEncryptionKey next) throws IOException {
    opener
        .requireSpare(); // or each try would leave a record, in the room that ends of requests need
    append(List.of(records.rotated(WRAPPING, opener.kek().kid(), next.kid())));
    shard.use(next);
  }

  /** Puts the end on record. The witness may still be busy with it. */
  void end() throws IOException {
    append(List.of(records.closed()));
    checkpoint();
  }

  /** Whether the witness still has to answer. */
  boolean witnessIsBusy() {
    return witness.map(WitnessLink::isBusy).orElse(false);
  }

  void close() throws IOException {
    checkpointer.keepCosigned(shard, clock.monoNanos());
    shard.close();
  }

  /** Lets go of files that are still open, as they are. */
  void release() throws IOException {
    shard.release();
  }

  boolean hasRoom() {
    return supply.hasRoom();
  }

  KeyEncryptionKey kek() {
    return opener.kek();
  }

  ClockWatch watch() {
    return watch;
  }

  /** A view for others; each number is a moment old. */
  LogStatus status(LogStatus.State state, String problem) {
    return new LogStatus(
        state,
        entries,
        Math.max(0, checkpointer.size()),
        witness.map(WitnessLink::knownSize).orElse(0L),
        memory.everMissing(),
        supply.usedBytes(),
        problem.isEmpty() ? witness.map(WitnessLink::problem).orElse("") : problem);
  }
}
