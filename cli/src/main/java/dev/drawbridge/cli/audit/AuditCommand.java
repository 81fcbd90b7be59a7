package dev.drawbridge.cli.audit;

import dev.drawbridge.cli.failure.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The group of commands about audit logs. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Reads audit logs, offline and without changing them; only audit fetch asks a cluster.",
      "docs/auditor.md says how to obtain a log and what its verification proves."
    },
    subcommands = {
      FetchCommand.class,
      VerifyCommand.class,
      ProveCommand.class,
      CheckProofCommand.class,
      ShowCommand.class
    })
public final class AuditCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    command.usage(command.getErr());
    return ExitCode.USAGE.number();
  }
}
