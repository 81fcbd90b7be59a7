package dev.drawbridge.cli;

import dev.drawbridge.cli.audit.AuditCommand;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.report.Software;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the commands. */
@Command(
    name = "kubectl drawbridge",
    mixinStandardHelpOptions = true,
    versionProvider = DrawbridgeCommand.Version.class,
    description = "Works with Drawbridge. All but audit fetch needs no cluster and no network.",
    subcommands = AuditCommand.class)
final class DrawbridgeCommand implements Callable<Integer> {

  /** Name and version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Software.NAME_AND_VERSION};
    }
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    CommandLine command = spec.commandLine();
    command.usage(command.getErr());
    return ExitCode.USAGE.number();
  }
}
