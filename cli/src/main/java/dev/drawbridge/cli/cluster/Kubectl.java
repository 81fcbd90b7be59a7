package dev.drawbridge.cli.cluster;

import dev.drawbridge.cli.failure.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Runs {@code kubectl}, and turns what it says into an error that names the way out. */
public final class Kubectl {

  private final List<String> begin;
  private final Consumer<String> progress;

  /** Reads what the program writes. */
  public interface Reader<T> {
    T read(InputStream from) throws IOException;
  }

  /** What is read ended before its end; why, the program knows. */
  public static final class CutOffException extends IOException {
    private static final long serialVersionUID = 1;

    public CutOffException(String message) {
      super(message);
    }
  }

  /**
   * Prepares calls.
   *
   * @param program name on {@code PATH}, or a path
   * @param context of the kubeconfig; empty for the current one
   * @param progress is given what a stream's other end says meanwhile, line by line
   */
  public Kubectl(String program, String context, Consumer<String> progress) {
    begin = context.isEmpty() ? List.of(program) : List.of(program, "--context=" + context);
    this.progress =
        line -> {
          if (!isError(line)) {
            progress.accept(line);
          }
        };
  }

  /** Those are told when it is known what became of the call. */
  private static boolean isError(String line) {
    return line.regionMatches(true, 0, "error", 0, "error".length());
  }

  /**
   * One answer in JSON.
   *
   * @param about what is asked for, in words, for errors
   * @param ifAbsent what to do if the cluster has no such thing
   */
  JsonTree json(String about, String ifAbsent, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--output=json", "--request-timeout=60s"));
    return run(new Failure(about, ifAbsent), all, line -> {}, JsonTree::read);
  }

  /** A stream, which can be long. */
  <T> T stream(String about, String ifAbsent, Reader<T> reader, List<String> arguments) {
    return run(new Failure(about, ifAbsent), arguments, progress, reader);
  }

  private <T> T run(
      Failure failure, List<String> arguments, Consumer<String> told, Reader<T> reader) {
    List<String> command = new ArrayList<>(begin);
    command.addAll(arguments);
    Process process = start(command);
    ErrorLines errors = ErrorLines.of(process, told);
    try {
      T result = reader.read(process.getInputStream());
      process.getInputStream().transferTo(OutputStream.nullOutputStream());
      require(process, errors, failure);
      return result;
    } catch (CutOffException e) {
      require(process, errors, failure);
      throw failure.of(String.valueOf(e.getMessage()), "try again");
    } catch (IOException e) {
      throw failure.of(
          "the answer cannot be read: " + e.getMessage(), "try the same with kubectl by hand");
    } finally {
      process.destroy();
    }
  }

  private Process start(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
      return process;
    } catch (IOException e) {
      throw CommandFailure.unreadable(
          begin.getFirst(),
          "it cannot be started (%s)".formatted(e.getMessage()),
          "install kubectl, or name it with --kubectl or in KUBECTL");
    }
  }

  private static void require(Process process, ErrorLines errors, Failure failure) {
    try {
      if (process.waitFor() != 0) {
        throw failure.of(errors.all());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure.of("interrupted", "try again");
    }
  }
}
