package dev.drawbridge.cli.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/** What a program says on standard error, taken while it runs; of much only the end is kept. */
final class ErrorLines {

  private static final int KEPT = 20;

  private final Deque<String> lines = new ArrayDeque<>();
  private final Thread reader;

  private ErrorLines(Process process, Consumer<String> told) {
    reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try (BufferedReader from = process.errorReader(StandardCharsets.UTF_8)) {
                    for (String line = from.readLine(); line != null; line = from.readLine()) {
                      take(line);
                      told.accept(line);
                    }
                  } catch (IOException e) {
                    take(String.valueOf(e.getMessage()));
                  }
                });
  }

  static ErrorLines of(Process process, Consumer<String> told) {
    return new ErrorLines(process, told);
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
