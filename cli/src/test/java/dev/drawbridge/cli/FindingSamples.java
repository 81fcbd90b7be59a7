package dev.drawbridge.cli;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.TestRecords;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.writer.LyingKey;
import dev.drawbridge.audit.writer.TestLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * For each finding a log in which it is, as the command line that verifies it. A new finding has
 * none yet, and then this does not compile.
 */
final class FindingSamples {

  private static final String FIRST = "segments/00000000.seg";
  private static final String SECOND = "segments/00000001.seg";
  private static final String THIRD = "segments/00000002.seg";
  private static final int EPOCH = 226; // in which the clock of the tests stands
  private static final Duration HOUR = Duration.ofHours(1);

  private final Evidence evidence;
  private final List<Object> more = new ArrayList<>();
  private TestLog log;

  FindingSamples(Path folder) throws IOException {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN);
  }

  Object[] questionFor(Code code) throws Exception {
    return question(files(code));
  }

  Object[] questionForNone() throws Exception {
    return question(log.close().disk.contents());
  }

  /** With what an auditor has; the note of the witness is as new as the log itself. */
  private Object[] question(Map<String, byte[]> files) throws IOException {
    Path note = evidence.note(log, Evidence.ORIGIN, "note");
    return Cli.join(
        more.toArray(),
        "audit",
        "verify",
        evidence.copy(files, "copy"),
        "--log-key",
        evidence.logKey,
        "--witness",
        evidence.witnessKey,
        "--witness-note",
        note);
  }

  private Map<String, byte[]> files(Code code) throws Exception {
    return switch (code) {
      case SEGMENT_MISSING -> several().without(SECOND);
      case HEADER_BROKEN -> one().changed(FIRST, 20);
      case HEADER_MISMATCH -> several().exchanged(SECOND, THIRD);
      case FRAME_BROKEN -> one().changed(FIRST, 1000);
      case SEGMENT_TAIL -> several().longer(FIRST);
      case TAIL_UNCHECKED -> leftUncut();
      case ENTRY_MALFORMED -> one().forgedAndRelinked(forgery -> forgery.entry(3)[2] = 2); // a flag
      case INDEX_BROKEN -> one().forged(forgery -> forgery.swap(3, 4));
      case CHAIN_BROKEN -> one().forged(forgery -> forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1);
      case HASHES_DIFFER -> several().without("hashes/1");
      case CHECKPOINT_MISSING -> one().without("checkpoint");
      case CHECKPOINT_MALFORMED -> one().with("checkpoint", new byte[] {'x'});
      case CHECKPOINT_SIGNATURE -> one().withOtherSignature("checkpoint");
      case CHECKPOINT_MISMATCH ->
          one().forgedAndRelinked(forgery -> forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1);
      case TAIL_CUT -> one().forged(forgery -> forgery.cutAfter(5));
      case UNSIGNED_TAIL -> afterOneRequest();
      case WITNESS_SIGNATURE -> one().withOtherSignature("checkpoint.cosigned");
      case WITNESS_AHEAD -> older();
      case WITNESS_FORK -> forked();
      case COPIES_DIFFER -> besideAnotherCopy();
      case NOT_WITNESSED ->
          one().with("checkpoint.cosigned", log.disk.read("checkpoint").orElseThrow());
      case LOG_MISSING -> withTheNoteOf(Evidence.SECOND);
      case LOG_NOT_ASKED_FOR -> withTheNoteOf("c1/sales/forecast/aa/0");
      case CLOCK_STEP_UNEXPLAINED -> one().forgedAndRelinked(forgery -> forgery.addToWall(2, HOUR));
      case CLOCK_BACK_AT_OPEN -> reopenedAt(HOUR.negated());
      case CLOCK_STEPPED -> steppedBy(Duration.ofSeconds(3));
      case BACKDATED -> steppedBy(HOUR.negated());
      case FORWARD_DATED -> steppedBy(HOUR);
      case SILENCE -> after(Duration.ofMinutes(5));
      case COMPLETED_WITHOUT_ACCEPTED -> endedWithoutBeginning();
      case COMPLETED_TWICE -> endedTwice();
      case ACCEPTED_WITHOUT_COMPLETED -> neverEnded();
      case CRASHED -> reopenedAt(Duration.ZERO);
      case NOT_CLOSED -> log.disk.contents();
      case GAP -> withRecordsMissing();
      case EVENT_UNKNOWN -> one().forgedAndRelinked(forgery -> forgery.entry(3)[1] = 100);
      case KEY_OLD -> after(Duration.ofDays(92));
      case KEPT_TOO_LONG -> heldAgainst("--retention-days", 1, "--as-of", "2025-12-01T00:00:00Z");
      case KEY_MISSING -> rotated();
      case KEY_CHANGE_UNRECORDED -> rotatedInSecret();
      case CONTENT_BROKEN ->
          opened(one().forgedAndRelinked(forgery -> forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1));
      case FIELD_MISSING -> recorded(new AuditRecord().begin(Event.INFERENCE_DENIED));
      case CONFIG_UNKNOWN -> recorded(TestRecords.denied(8, EPOCH, "consumer.unknown"));
      case PSEUDONYM_EPOCH -> recorded(TestRecords.denied(7, EPOCH - 1, "consumer.unknown"));
    };
  }

  private LogFiles one() {
    return new LogFiles(log.disk.contents(), FIRST);
  }

  private LogFiles several() throws IOException {
    return new LogFiles(log.requests(150).close().disk.contents(), FIRST);
  }

  /** A crash tore the last frame, and the start after it was killed before it cut that off. */
  private Map<String, byte[]> leftUncut() throws IOException {
    log.accepted();
    byte[] uncut = log.disk.read(FIRST).orElseThrow();
    byte[] torn = uncut.clone();
    int end = torn.length;
    while (torn[end - 1] == 0) {
      end--;
    }
    Arrays.fill(torn, end - 20, end, (byte) 0);
    log = log.reopen(MemoryDisk.of(one().with(FIRST, torn))).close();
    return one().with(FIRST, uncut);
  }

  private Map<String, byte[]> afterOneRequest() throws IOException {
    Evidence.request(log);
    return log.disk.contents();
  }

  private Map<String, byte[]> signed() throws IOException {
    Evidence.request(log);
    return log.pass(Duration.ofSeconds(2)).disk.contents();
  }

  private Map<String, byte[]> older() throws IOException {
    Map<String, byte[]> older = log.disk.contents();
    signed();
    return older;
  }

  private Map<String, byte[]> forked() throws IOException {
    MemoryDisk fork = MemoryDisk.of(log.disk.contents());
    signed();
    log.reopenUnwitnessed(fork).requests(4).pass(Duration.ofSeconds(2));
    return fork.contents();
  }

  private Map<String, byte[]> besideAnotherCopy() throws IOException {
    TestLog other = TestLog.named(Evidence.ORIGIN);
    Evidence.request(other);
    more.add(evidence.copy(other.pass(Duration.ofSeconds(2)), "other"));
    return log.disk.contents();
  }

  private Map<String, byte[]> withTheNoteOf(String origin) throws IOException {
    Path note = evidence.note(Evidence.served(origin), origin, "other");
    return heldAgainst("--witness-note", note);
  }

  private Map<String, byte[]> heldAgainst(Object... options) {
    more.addAll(List.of(options));
    return log.disk.contents();
  }

  private Map<String, byte[]> reopenedAt(Duration later) throws IOException {
    log.clock.step(later);
    log = log.reopen(MemoryDisk.of(log.disk.contents()));
    return log.disk.contents();
  }

  private Map<String, byte[]> steppedBy(Duration time) throws IOException {
    log.clock.step(time);
    return signed();
  }

  private Map<String, byte[]> after(Duration time) throws IOException {
    log.clock.pass(time);
    return signed();
  }

  private Map<String, byte[]> endedWithoutBeginning() throws IOException {
    log.completed(0);
    return log.disk.contents();
  }

  private Map<String, byte[]> endedTwice() throws IOException {
    long accepted = log.accepted();
    log.completed(accepted);
    log.completed(accepted);
    return log.disk.contents();
  }

  private Map<String, byte[]> neverEnded() throws IOException {
    log.accepted();
    return log.close().disk.contents();
  }

  private Map<String, byte[]> withRecordsMissing() throws IOException {
    log.dropped(3);
    return signed();
  }

  private Map<String, byte[]> opened(Map<String, byte[]> files) {
    more.addAll(List.of("--kek", evidence.kek));
    return files;
  }

  private Map<String, byte[]> recorded(AuditRecord record) throws IOException {
    log.append(record);
    return opened(log.disk.contents());
  }

  private Map<String, byte[]> rotated() throws IOException {
    log.rotate(TestLog.kek(1));
    return opened(signed());
  }

  private Map<String, byte[]> rotatedInSecret() throws IOException {
    log.rotate(new LyingKey(TestLog.kek(1)));
    byte[] second = new byte[32];
    second[0] = 1;
    more.addAll(List.of("--kek", Files.write(evidence.folder.resolve("second-kek"), second)));
    return opened(signed());
  }
}
