package dev.drawbridge.cli.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** A command gives up. The message names the argument or file, the reason, and the way out. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  private CommandFailure(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** An argument is wrong. */
  public static CommandFailure usage(String argument, String reason, String fix) {
    return new CommandFailure(ExitCode.USAGE, message(argument, reason, fix));
  }

  /** A file is wrong. */
  public static CommandFailure unreadable(Object file, String reason, String fix) {
    return new CommandFailure(ExitCode.UNREADABLE, message(file.toString(), reason, fix));
  }

  /** What was asked is not so. */
  public static CommandFailure notSo(Object about, String reason, String fix) {
    return new CommandFailure(ExitCode.NOT_SO, message(about.toString(), reason, fix));
  }

  /** A file that the operating system does not give. */
  public static CommandFailure unreadable(Object file, IOException cause) {
    return switch (cause) {
      case NoSuchFileException e ->
          unreadable(nameIn(e, file), "there is no such file", "check the path");
      case AccessDeniedException e ->
          unreadable(nameIn(e, file), "access is denied", "run as somebody who may read it");
      default ->
          unreadable(
              file, Objects.requireNonNullElse(cause.getMessage(), cause.toString()), "check it");
    };
  }

  private static Object nameIn(FileSystemException e, Object file) {
    return Objects.requireNonNullElse(e.getFile(), file);
  }

  private static String message(String about, String reason, String fix) {
    return "%s: %s; %s".formatted(about, reason, fix);
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
