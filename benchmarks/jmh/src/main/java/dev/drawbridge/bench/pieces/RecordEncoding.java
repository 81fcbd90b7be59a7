package dev.drawbridge.bench.pieces;

import dev.drawbridge.audit.record.AuditRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Setting a record's fields and writing its canonical form. */
@State(Scope.Thread)
public class RecordEncoding {

  private final AuditRecord record = new AuditRecord();
  private long micros = 1_790_000_000_000_000L;

  @Benchmark
  public int accepted() {
    return Samples.accepted(record).encode(micros++, 1);
  }

  @Benchmark
  public int completed() {
    return Samples.completed(record, 17).encode(micros++, 1);
  }
}
