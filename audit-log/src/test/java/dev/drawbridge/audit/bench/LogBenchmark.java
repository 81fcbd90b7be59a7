package dev.drawbridge.audit.bench;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.Semaphore;

/** Writes a log of many requests as fast as it takes them, then verifies it. */
final class LogBenchmark {

  private static final String ORIGIN = "cluster/ns/bench/uid/0";
  private static final int IN_FLIGHT = 256;
  private static final MathContext THREE_DIGITS = new MathContext(3);
  private static final String PSEUDONYM = "hmac-sha256:prompt-226-0a1b2c3d:" + "5e".repeat(32);

  private final LogKeys keys;
  private final Storage storage;
  private final int requests;
  private final long[] latencies;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private final StringJoiner figures = new StringJoiner(", ", "{", "}");

  private LogBenchmark(Path folder, int requests) throws Exception {
    LogSigner signer =
        new LogSigner(ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    keys = new LogKeys(signer, new FileKeyEncryptionKey(new byte[32]));
    storage = new DiskStorage(folder);
    this.requests = requests;
    latencies = new long[requests];
  }

  /**
   * Arguments: an empty folder, number of requests (two records each), durability, and the file
   * that takes the figures as one flat JSON object.
   */
  public static void main(String[] args) throws Exception {
    LogBenchmark benchmark = new LogBenchmark(Path.of(args[0]), Integer.parseInt(args[1]));
    benchmark.handOutKeys(Path.of(args[0]));
    benchmark.write(Durability.valueOf(args[2]));
    for (int i = 0; i < 3; i++) {
      benchmark.verify(i);
    }
    String json = benchmark.figures.toString();
    System.out.println(json);
    Files.writeString(Path.of(args[3]), json + "\n");
  }

  /** What others need to verify the log, beside it. */
  private void handOutKeys(Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Files.writeString(log.resolveSibling("log.vkey"), keys.signer().verifier().vkey() + "\n");
    Files.write(log.resolveSibling("kek"), new byte[32]);
  }

  private void figure(String name, double value) {
    figures.add(
        "\"%s\": %s"
            .formatted(name, BigDecimal.valueOf(value).round(THREE_DIGITS).toPlainString()));
  }

  private void write(Durability durability) throws Exception {
    LogSettings settings =
        new LogSettings(
            ORIGIN, durability, LogSettings.Limits.ofQuota(1L << 36), LogSettings.Rhythm.usual());
    long began = System.nanoTime();
    try (AuditLog log =
        AuditLog.open(settings, keys, storage, Optional.empty(), LogClock.system())) {
      AuditRecord record = new AuditRecord();
      for (int i = 0; i < requests; i++) {
        inFlight.acquire();
        append(log, accepted(record, i), new Request(log, i, System.nanoTime()));
      }
      inFlight.acquire(IN_FLIGHT);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    Arrays.sort(latencies);
    figure("records_count", 2.0 * requests);
    figure("in_flight_count", IN_FLIGHT);
    figure("write_records_per_s", 2 * requests / seconds);
    figure("write_cpu_per_record_with_jit_us", cpuSeconds() * 1e6 / (2 * requests));
    figure("durable_after_p50_us", latencies[requests / 2] / 1e3);
    figure("durable_after_p99_us", latencies[requests / 100 * 99] / 1e3);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  private static void append(AuditLog log, AuditRecord record, Receipt receipt) {
    while (log.append(record, receipt) != Admission.TAKEN) {
      Thread.onSpinWait();
    }
  }

  private static AuditRecord accepted(AuditRecord record, int i) {
    return record
        .begin(Event.INFERENCE_ACCEPTED)
        .text(Field.CLASS, "confidential")
        .number(Field.CONFIG_GENERATION, 7)
        .text(Field.CONSUMER_ID, PSEUDONYM)
        .text(Field.DECISION, "allow")
        .text(Field.MODEL_NAME, "iris")
        .text(Field.MODEL_DIGEST, "sha256:" + "ab".repeat(32))
        .text(Field.OP, "chat")
        .number(Field.PROMPT_BYTES, 900 + i % 300)
        .text(Field.PROMPT_HMAC, PSEUDONYM)
        .flag(Field.STREAM, true)
        .text(Field.TRACE_ID, "00112233445566778899aabbccddeeff");
  }

  /** When its first record is durable, its second follows, as in the sidecar. */
  private final class Request implements Receipt {
    private final AuditLog log;
    private final int number;
    private final long began;
    private boolean second;

    Request(AuditLog log, int number, long began) {
      this.log = log;
      this.number = number;
      this.began = began;
    }

    @Override
    public void durable(long index) {
      if (second) {
        inFlight.release();
        return;
      }
      latencies[number] = System.nanoTime() - began;
      second = true;
      AuditRecord end = new AuditRecord();
      end.beginCompletion(index)
          .text(Field.OUTCOME, "ok")
          .number(Field.HTTP_STATUS, 200)
          .number(Field.LAT_TOTAL_US, 12_345)
          .text(Field.RESP_HMAC, PSEUDONYM)
          .number(Field.TOKENS_OUT, 200);
      append(log, end, this);
    }

    @Override
    public void lost() {
      throw new IllegalStateException("a record was lost");
    }
  }

  private void verify(int round) throws Exception {
    Trust trust = Trust.of(keys.signer().verifier(), List.of(), 0);
    long began = System.nanoTime();
    double cpuBefore = cpuSeconds();
    Report report = Verifier.verify(storage, trust, List.of(), List.of());
    double seconds = (System.nanoTime() - began) / 1e9;
    if (!report.intact()) {
      throw new IllegalStateException("the log does not verify: " + report);
    }
    String name = "verify_round_%d_".formatted(round + 1);
    figure(name + "s", seconds);
    figure(name + "cpu_s", cpuSeconds() - cpuBefore);
    figure(name + "per_entry_us", seconds * 1e6 / report.entries());
  }
}
