package dev.drawbridge.cli;

import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What {@code --help} says is the reference. */
class HelpTest {

  private static final String HEAD =
      """
      # kubectl drawbridge

      What `--help` says, command by command; written by a test, from the program. [The auditor's guide](../auditor.md) says when to use which.

      `kubectl drawbridge` is a plugin: `kubectl` finds a program `kubectl-drawbridge` on `PATH`. `make build` makes the jar; put the launcher
      [`cli/kubectl-drawbridge`](../../cli/kubectl-drawbridge) on `PATH`, or a link to it, or a copy of it with `kubectl-drawbridge.jar` beside it. It needs
      Java 25 or newer, and neither a cluster nor a network; only `audit fetch` asks a cluster, by `kubectl`.
      """;

  private final StringBuilder reference = new StringBuilder(HEAD);

  @Test
  void theReferenceIsWhatTheCommandsSayOfThemselves() throws Exception {
    write(
        Main.commandLine(
            new PrintWriter(Writer.nullWriter()), new PrintWriter(Writer.nullWriter())));

    Golden.assertSame(Path.of("../docs/reference/kubectl-drawbridge.md"), reference.toString());
  }

  private void write(CommandLine command) {
    reference
        .append("\n## ")
        .append(command.getCommandSpec().qualifiedName())
        .append("\n\n```\n")
        .append(command.getUsageMessage(Ansi.OFF).stripTrailing().replaceAll(" +\n", "\n"))
        .append("\n```\n");
    for (Map.Entry<String, CommandLine> below : command.getSubcommands().entrySet()) {
      write(below.getValue());
    }
  }
}
