package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** One log at several moments, each a folder; and what somebody with all its keys made of it. */
final class LogHistory {

  static final String ORIGIN = "c1/research/lab/uid-1/0";

  private final Path root;
  final LogSigner signer;

  LogHistory(Path root) {
    this.root = root;
    signer = signer(ORIGIN);
  }

  static LogSigner signer(String origin) {
    try {
      return new LogSigner(origin, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Goes on from another moment: the log is opened, records so many denials, and is closed. */
  Path grown(Optional<Path> from, String name, int records) {
    Path folder = root.resolve(name);
    try {
      if (from.isPresent()) {
        copy(from.get(), folder);
      }
      try (AuditLog log = open(new DiskStorage(folder), signer)) {
        record(log, records);
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static AuditLog open(DiskStorage folder, LogSigner signer) throws IOException {
    return AuditLog.open(
        settings(signer.verifier().name()),
        new LogKeys(signer, new FileKeyEncryptionKey(new byte[32])),
        folder,
        Optional.empty(),
        LogClock.system());
  }

  /** Segments of 16 KiB, and checkpoints at once. */
  static LogSettings settings(String origin) {
    return new LogSettings(
        origin,
        Durability.GROUP,
        new LogSettings.Limits(64, 16 << 10, 1 << 24, 1 << 24),
        new LogSettings.Rhythm(
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2)));
  }

  /** Returns when they are on disk. */
  static void record(AuditLog log, int records) {
    for (int i = 0; i < records; i++) {
      AuditRecord record = new AuditRecord();
      record
          .begin(Event.INFERENCE_DENIED)
          .text(Field.MODEL_NAME, "lab")
          .number(Field.HTTP_STATUS, 403);
      CompletableFuture<Long> durable = new CompletableFuture<>();
      log.append(record, new Telling(durable));
      durable.join();
    }
  }

  private record Telling(CompletableFuture<Long> durable) implements Receipt {
    @Override
    public void durable(long index) {
      durable.complete(index);
    }

    @Override
    public void lost() {
      durable.completeExceptionally(new IOException("lost"));
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
