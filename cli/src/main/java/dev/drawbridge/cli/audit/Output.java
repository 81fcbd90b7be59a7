package dev.drawbridge.cli.audit;

import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where a result goes: a file if one is named, else standard output. */
final class Output {

  private Output() {}

  /** Writes a whole text. */
  static void write(String text, @Nullable Path file, PrintWriter out) {
    if (file == null) {
      out.print(text);
      return;
    }
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw CommandFailure.unreadable(file, e);
    }
  }
}
