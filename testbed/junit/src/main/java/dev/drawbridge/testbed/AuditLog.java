package dev.drawbridge.testbed;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Reads the API server's audit log. A request is recorded about when it is answered, so before
 * reading, a request of our own is sent and waited for: what was answered before it is in the log
 * by then.
 */
final class AuditLog {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String MARKER = "/version?testbed-mark-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final KubernetesClient client;

  AuditLog(Path file, KubernetesClient client) {
    this.file = file;
    this.client = client;
  }

  AuditMark mark() {
    long before = length();
    return new AuditMark(catchUp(before).end);
  }

  /** All requests since the mark, but for those that this class sends itself. */
  List<AuditEntry> since(AuditMark mark) {
    return entries(catchUp(mark.offset()).lines);
  }

  /** The same in a log that nothing is written to any more. */
  static List<AuditEntry> read(Path file, AuditMark mark) {
    return entries(read(file, mark.offset()).lines().toList());
  }

  private static List<AuditEntry> entries(List<String> lines) {
    return lines.stream()
        .map(AuditLog::parse)
        .filter(entry -> !entry.uri().startsWith(MARKER))
        .toList();
  }

  /** Lines of the log, up to and including that of the marker or later. */
  private record Part(List<String> lines, long end) {}

  private Part catchUp(long from) {
    String marker = MARKER + UUID.randomUUID();
    client.raw(marker);
    for (Instant deadline = Instant.now().plus(PATIENCE); Instant.now().isBefore(deadline); ) {
      String text = read(file, from);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1);
      if (whole.contains(marker)) {
        long end = from + whole.getBytes(StandardCharsets.UTF_8).length;
        return new Part(whole.lines().toList(), end);
      }
      pause();
    }
    throw new IllegalStateException(
        "a request does not show up in the audit log " + file + "; is KUBECONFIG the testbed's?");
  }

  private static String read(Path file, long from) {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] bytes = new byte[Math.toIntExact(log.length() - from)];
      log.seek(from);
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long length() {
    return file.toFile().length();
  }

  private static AuditEntry parse(String line) {
    try {
      return AuditEntry.of(JSON.readTree(line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the audit log", e);
    }
  }
}
