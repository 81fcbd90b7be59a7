package dev.drawbridge.audit.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.verify.Inspection;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.SegmentOpener.NoRoomException;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Room ends within a batch: what was written of it is in the log, and the rest is not. */
class NoRoomTest {

  private TestLog log;

  @BeforeEach
  void fill() throws IOException {
    log = TestLog.fresh().requests(5);
    log.disk.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeAllocate(String name) throws IOException {
            throw new IOException("ENOSPC");
          }
        });
  }

  private static List<AuditRecord> batch(int records) {
    AuditRecord record = new AuditRecord().begin(Event.INFERENCE_DENIED);
    return Collections.nCopies(records, record.text(Field.RULE_ID, "quota.requests"));
  }

  @Test
  void whatIsMissingIsCountedOnce() throws Exception {
    log.dropped(3);
    assertThatThrownBy(() -> log.appendAll(batch(300))).isInstanceOf(NoRoomException.class);
    log.disk.faults(new MemoryDisk.Faults() {});

    log.requests(1).close();

    assertThat(missing()).isEqualTo(3);
  }

  private long missing() throws IOException {
    AtomicLong missing = new AtomicLong();
    Verifier.verify(
        log.disk,
        TestLog.trust(),
        List.of(),
        Inspection.judging(
            List.of(TestLog.KEK),
            Optional.empty(),
            (_, _, record) -> {
              if (record.get(Field.GAP_RECORDS) instanceof Long records) {
                missing.addAndGet(records);
              }
            }));
    return missing.get();
  }

  @Test
  void whatWasWrittenIsSignedAndWitnessed() {
    assertThatThrownBy(() -> log.appendAll(batch(300))).isInstanceOf(NoRoomException.class);
    assertThatThrownBy(() -> log.pass(Duration.ofSeconds(2)))
        .as("there is no room to keep its checkpoint among the entries")
        .isInstanceOf(NoRoomException.class);

    assertThat(log.status().entries()).isEqualTo(log.durable.getLast() + 1);
    assertThat(log.status().witnessedSize()).isEqualTo(log.status().entries());
  }
}
