package dev.drawbridge.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs commands as a user would, without a process. */
final class Cli {

  /** What came out. */
  record Answer(int code, String out, String err) {}

  private Cli() {}

  /** Arguments that are paths are written as such. */
  static Answer run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = Stream.of(arguments).map(Object::toString).toArray(String[]::new);
    int code = Main.commandLine(new PrintWriter(out), new PrintWriter(err)).execute(texts);
    return new Answer(code, out.toString(), err.toString());
  }

  /** Arguments that several commands of a test begin with, and those that follow. */
  static Object[] join(Object[] more, Object... first) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray();
  }

  /** What differs from run to run, by its kind. */
  static String masked(String text, Path folder) {
    return text.replace(folder.toString(), "FOLDER").replaceAll("\\b[0-9a-f]{64}\\b", "ROOT");
  }
}
