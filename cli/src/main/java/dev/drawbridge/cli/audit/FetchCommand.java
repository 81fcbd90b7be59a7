package dev.drawbridge.cli.audit;

import dev.drawbridge.audit.export.Selection;
import dev.drawbridge.cli.cluster.Installation;
import dev.drawbridge.cli.cluster.Kubectl;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.fetch.EvidenceFolder;
import dev.drawbridge.cli.fetch.EvidenceFolder.Fetched;
import dev.drawbridge.cli.report.Printable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code audit fetch}. */
@Command(
    name = "fetch",
    mixinStandardHelpOptions = true,
    description = {
      "Fetches the logs that the operator has collected, the witness's notes about them and the"
          + " public keys, by kubectl and with your rights.",
      "What is in the folder already may grow: keys are not exchanged, notes are kept, and a log"
          + " that does not go on from the copy there is refused. It verifies nothing, and prints"
          + " the command that does."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:fetched; warnings say what is missing",
      "2:the command line is wrong",
      "3:the cluster does not give it, or it does not fit to what is in the folder",
      "4:a defect of this program"
    },
    footerHeading = "%nExample:%n",
    footer = "  kubectl drawbridge audit fetch --deployment research/lab-assistant --to evidence")
final class FetchCommand implements Callable<Integer> {

  private static final int MAX_GIB = 1 << 20;
  private static final int GIB = 30;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "The folder; it gets logs, notes and keys.")
  private Path folder = Path.of("");

  @Option(
      names = "--deployment",
      paramLabel = "NS/NAME",
      description = "Only the logs of that ModelDeployment. Can be repeated; default all.")
  private List<String> deployments = List.of();

  @Option(
      names = {"-n", "--namespace"},
      defaultValue = "drawbridge-system",
      paramLabel = "NAMESPACE",
      description = "Of the operator; default ${DEFAULT-VALUE}.")
  private String namespace = "";

  @Option(
      names = "--context",
      defaultValue = "",
      paramLabel = "NAME",
      description = "Context of the kubeconfig; default the current one.")
  private String context = "";

  @Option(
      names = "--without-keys",
      description = "Leaves the public keys out, for whoever has them from elsewhere.")
  private boolean withoutKeys;

  @Option(
      names = "--max-gib",
      defaultValue = "64",
      paramLabel = "N",
      description = "Takes so many GiB at most; default ${DEFAULT-VALUE}.")
  private int maxGib;

  @Option(
      names = "--kubectl",
      defaultValue = "${env:KUBECTL:-kubectl}",
      paramLabel = "PROGRAM",
      description =
          "By which the cluster is asked; default KUBECTL of the environment, or kubectl.")
  private String kubectl = "";

  @Override
  public Integer call() {
    if (maxGib < 1 || maxGib > MAX_GIB) {
      throw CommandFailure.usage("--max-gib", maxGib + " cannot be", "give 1 to " + MAX_GIB);
    }
    Selection selection = selection();
    PrintWriter err = spec.commandLine().getErr();
    Installation installation =
        new Installation(new Kubectl(kubectl, context, line -> say(err, line)), namespace);
    Fetched fetched =
        new EvidenceFolder(folder)
            .fetch(installation, selection, !withoutKeys, (long) maxGib << GIB);
    fetched.warnings().forEach(warning -> say(err, "warning: " + warning));
    if (fetched.logs() == 0) {
      throw nothing();
    }
    tell(fetched);
    return ExitCode.WELL.number();
  }

  private Selection selection() {
    try {
      return Selection.of(deployments);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "--deployment", String.valueOf(e.getMessage()), "see kubectl get modeldeployments -A");
    }
  }

  private static void say(PrintWriter err, String line) {
    err.println(Printable.line(line));
    err.flush();
  }

  private CommandFailure nothing() {
    return deployments.isEmpty()
        ? CommandFailure.unreadable(
            "the copies",
            "the operator has collected no log yet",
            "see condition AuditActive of a ModelDeployment, and the operator's own log")
        : CommandFailure.unreadable(
            "--deployment",
            "the operator has no log of " + String.join(", ", deployments),
            "check namespace and name, and condition AuditActive of the ModelDeployment");
  }

  private void tell(Fetched fetched) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        "Fetched %d %s (%d bytes) and %d %s of the witness into %s."
            .formatted(
                fetched.logs(),
                fetched.logs() == 1 ? "log" : "logs",
                fetched.bytes(),
                fetched.notes(),
                fetched.notes() == 1 ? "note" : "notes",
                Printable.line(folder.toString())));
    out.println(
        withoutKeys
            ? "No keys were fetched; put those that you kept in the place of LOG-KEY and WITNESS-KEY."
            : "The keys are from the same cluster: compare them with those that you were given.");
    out.println("Nothing is verified yet. Next:");
    out.println("  kubectl drawbridge audit verify " + String.join(" ", verification(fetched)));
  }

  private List<String> verification(Fetched fetched) {
    String logKey = withoutKeys ? "LOG-KEY" : quoted(EvidenceFolder.logKeys(folder));
    String witness = withoutKeys ? "WITNESS-KEY" : quoted(EvidenceFolder.witnessKey(folder));
    String logs = quoted(EvidenceFolder.logs(folder));
    String notes = quoted(EvidenceFolder.notes(folder));
    return fetched.notes() == 0
        ? List.of(logs, "--log-key", logKey, "--witness", witness)
        : List.of(logs, "--log-key", logKey, "--witness", witness, "--witness-note", notes);
  }

  /** As a shell takes it for one word. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[-_./A-Za-z0-9]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
