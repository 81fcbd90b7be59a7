package dev.drawbridge.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a program says on standard error, taken while it runs; of much only the end is kept, and of
 * a long line the beginning: what comes from a container is not ours.
 */
final class ErrorLines {

  private static final int KEPT = 20;
  private static final int MAX_LINE = 4096;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;

  private ErrorLines(Process process, Consumer<String> told) {
    reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (BufferedReader from = process.errorReader(StandardCharsets.UTF_8)) {
                    for (Optional<String> line = line(from); line.isPresent(); line = line(from)) {
                      take(line.get());
                      told.accept(line.get());
                    }
                  } catch (IOException e) {
                    take(String.valueOf(e.getMessage()));
                  }
                });
  }

  static ErrorLines of(Process process, Consumer<String> told) {
    return new ErrorLines(process, told);
  }

  private static Optional<String> line(Reader from) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = from.read();
    boolean any = c >= 0;
    for (; c >= 0 && c != '\n'; c = from.read()) {
      if (line.length() < MAX_LINE && c != '\r') {
        line.append((char) c);
      }
    }
    return any ? Optional.of(line.toString()) : Optional.empty();
  }

  private synchronized void take(String line) {
    if (lines.size() == KEPT) {
      lines.removeFirst();
    }
    lines.add(line);
  }

  /** All that were kept, once the program has ended. */
  List<String> all() throws InterruptedException {
    reader.join();
    synchronized (this) {
      return List.copyOf(lines);
    }
  }
}
