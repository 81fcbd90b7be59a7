package dev.drawbridge.cli;

import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.report.Printable;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Begins here. */
public final class Main {

  private static final int HELP_COLUMNS = 100;

  private Main() {}

  public static void main(String[] args) {
    PrintWriter out = writer(FileDescriptor.out);
    PrintWriter err = writer(FileDescriptor.err);
    int code = commandLine(out, err).execute(args);
    out.flush();
    err.flush();
    System.exit(code);
  }

  /** UTF-8 whatever the locale says, and buffered: a log can have millions of lines. */
  private static PrintWriter writer(FileDescriptor to) {
    return new PrintWriter(
        new BufferedWriter(
            new OutputStreamWriter(new FileOutputStream(to), StandardCharsets.UTF_8), 1 << 16));
  }

  /** The commands, with these as standard output and standard error. */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    return new CommandLine(new DrawbridgeCommand())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_COLUMNS)
        .setParameterExceptionHandler((e, _) -> wrongArguments(e))
        .setExecutionExceptionHandler(Main::failed);
  }

  private static int wrongArguments(ParameterException e) {
    CommandLine command = e.getCommandLine();
    say(command, Objects.requireNonNullElse(e.getMessage(), "the arguments are wrong"));
    command.getErr().println("See: %s --help".formatted(command.getCommandSpec().qualifiedName()));
    return ExitCode.USAGE.number();
  }

  private static int failed(Exception e, CommandLine command, ParseResult parsed) {
    return switch (e) {
      case CommandFailure failure -> {
        say(command, Objects.requireNonNullElse(failure.getMessage(), ""));
        yield failure.exitCode().number();
      }
      case IOException unreadable -> {
        say(command, String.valueOf(CommandFailure.unreadable("a file", unreadable).getMessage()));
        yield ExitCode.UNREADABLE.number();
      }
      default -> {
        say(command, "a defect of this program, please report it with what follows");
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        trace
            .toString()
            .lines()
            .forEach(line -> command.getErr().println(Printable.line(line.replace("\t", "  "))));
        yield ExitCode.DEFECT.number();
      }
    };
  }

  private static void say(CommandLine command, String what) {
    command.getErr().println("error: " + Printable.line(what));
  }
}
