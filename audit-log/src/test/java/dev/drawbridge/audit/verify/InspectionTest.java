package dev.drawbridge.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.TestRecords;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.writer.TestLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a verifier looks at beyond whether the log is whole. */
class InspectionTest {

  private static final int EPOCH = 226; // in which the clock of the tests stands
  private static final Instant BEGIN = Instant.parse("2025-11-24T16:00:00Z");

  private TestLog log;

  @BeforeEach
  void open() throws Exception {
    log = TestLog.fresh();
  }

  private Report report(Optional<Instant> oldest, List<KeyEncryptionKey> keys) throws Exception {
    return Verifier.verify(
        log.disk, TestLog.trust(), List.of(), Inspection.judging(keys, oldest, (_, _, _) -> {}));
  }

  private Report report() throws Exception {
    return report(Optional.empty(), List.of(TestLog.KEK));
  }

  @Test
  void recordsThatSayAllTheyMustHaveNoFindings() throws Exception {
    log.append(TestRecords.configured(7));
    long accepted = log.append(TestRecords.accepted(7, EPOCH));
    log.append(TestRecords.completed(accepted, 10, 20));
    log.append(TestRecords.denied(7, EPOCH, "consumer.unknown"));
    log.close();

    assertThat(report().findings()).isEmpty();
  }

  @Test
  void aFieldThatIsMissingIsNamed() throws Exception {
    AuditRecord record = new AuditRecord().begin(Event.INFERENCE_DENIED);
    log.append(record.text(Field.RULE_ID, "quota.requests").text(Field.DECISION, "deny"));
    log.close();

    assertThat(report().findings())
        .singleElement()
        .isEqualTo(new Finding(Code.FIELD_MISSING, 0, 1, "config_generation of inference.denied"));
  }

  @Test
  void withoutAKeyNothingIsSaidOfRecords() throws Exception {
    log.append(new AuditRecord().begin(Event.INFERENCE_DENIED));
    log.close();

    assertThat(report(Optional.empty(), List.of()).findings()).isEmpty();
  }

  @Test
  void aConfigurationThatWasNeverPutOnRecordIsFound() throws Exception {
    log.append(TestRecords.configured(7));
    log.append(TestRecords.denied(8, EPOCH, "consumer.unknown"));
    log.append(TestRecords.configured(8));
    log.append(TestRecords.denied(8, EPOCH, "consumer.unknown"));
    log.close();

    assertThat(report().findings())
        .singleElement()
        .isEqualTo(new Finding(Code.CONFIG_UNKNOWN, 0, 2, "of generation 8"));
  }

  @Test
  void aPolicyThatWasNotInForceIsFound() throws Exception {
    log.append(TestRecords.configured(7));
    log.append(
        TestRecords.denied(7, EPOCH, "consumer.unknown")
            .text(Field.POLICY_DIGEST, "sha256:" + "cd".repeat(32)));
    log.close();

    assertThat(report().findings())
        .singleElement()
        .isEqualTo(new Finding(Code.CONFIG_UNKNOWN, 0, 2, "of generation 7, with another policy"));
  }

  @Test
  void aKeyedHashOfAnotherEpochIsFound() throws Exception {
    log.append(TestRecords.configured(7));
    log.append(TestRecords.denied(7, EPOCH - 1, "consumer.unknown"));
    log.append(TestRecords.denied(7, EPOCH, "consumer.unknown"));
    log.close();

    assertThat(report().findings())
        .singleElement()
        .isEqualTo(new Finding(Code.PSEUDONYM_EPOCH, 0, 2, "consumer.id is of epoch 225"));
  }

  @Test
  void aHashThatIsNotKeyedIsFound() throws Exception {
    log.append(TestRecords.configured(7));
    log.append(
        TestRecords.denied(7, EPOCH, "consumer.unknown")
            .text(Field.PROMPT_HMAC, "sha256:" + "00".repeat(32)));
    log.close();

    assertThat(report().counts()).containsOnly(Map.entry(Code.PSEUDONYM_EPOCH, 1L));
  }

  @Test
  void aKeyThatIsInUseForTooLongIsFoundWithoutIt() throws Exception {
    for (int day = 0; day < 92; day++) {
      log.pass(Duration.ofDays(1));
    }
    log.close();

    assertThat(report(Optional.empty(), List.of()).counts())
        .containsEntry(Code.KEY_OLD, 1L)
        .containsOnlyKeys(Code.KEY_OLD, Code.SILENCE);
  }

  @Test
  void keysThatAreRotatedInTimeAreNotFound() throws Exception {
    byte[] secret = new byte[32];
    for (int day = 0; day < 180; day++) {
      if (day % 60 == 59) {
        secret[0]++;
        log.rotate(new FileKeyEncryptionKey(secret));
      }
      log.pass(Duration.ofDays(1));
    }
    log.close();

    Report report = report(Optional.empty(), List.of());
    assertThat(report.counts()).containsOnlyKeys(Code.SILENCE);
    assertThat(report.keys()).hasSize(4);
    assertThat(report.keys().getFirst().kid()).isEqualTo(TestLog.KEK.kid());
  }

  @Test
  void whatIsOlderThanItMayBeIsCounted() throws Exception {
    log.pass(Duration.ofMinutes(1)).close();

    assertThat(report(Optional.of(BEGIN.plusSeconds(1)), List.of()).findings())
        .singleElement()
        .isEqualTo(
            new Finding(
                Code.KEPT_TOO_LONG, -1, 3, "1 entries are from before 2025-11-24T16:00:01Z"));
    assertThat(report(Optional.of(BEGIN), List.of()).findings()).isEmpty();
  }

  @Test
  void activityIsCountedInTheClear() throws Exception {
    long first = log.accepted();
    log.completed(first);
    log.accepted();

    Activity activity = report(Optional.empty(), List.of()).activity();

    assertThat(activity.events())
        .isEqualTo(
            Map.of(
                Event.LOG_OPEN, 1L, Event.INFERENCE_ACCEPTED, 2L, Event.INFERENCE_COMPLETED, 1L));
    assertThat(activity.openRequests()).isEqualTo(1);
    assertThat(activity.first()).contains(BEGIN);
    assertThat(activity.last()).contains(BEGIN.plusMillis(3));
  }

  @Test
  void recordsAreHandedOnInOrder() throws Exception {
    List<String> heard = new ArrayList<>();
    log.requests(1).close();

    Verifier.verify(
        log.disk,
        TestLog.trust(),
        List.of(),
        Inspection.judging(
            List.of(TestLog.KEK),
            Optional.empty(),
            (entry, event, _) -> heard.add(entry.index() + " " + event.text())));

    assertThat(heard)
        .containsExactly(
            "0 log.open", "1 inference.accepted", "2 inference.completed", "3 log.close");
  }
}
