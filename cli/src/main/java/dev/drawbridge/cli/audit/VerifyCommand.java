package dev.drawbridge.cli.audit;

import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.input.LogFolders;
import dev.drawbridge.cli.input.WitnessNotes;
import dev.drawbridge.cli.report.Format;
import dev.drawbridge.cli.verify.Questions;
import dev.drawbridge.cli.verify.Result;
import dev.drawbridge.cli.verify.Verification;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Verifies logs: that no entry was changed, inserted, deleted, reordered or cut off, that each"
          + " request has its end, that clocks ran evenly, and that witnesses have seen the same.",
      "Takes no secret; with --kek the records themselves are checked and summed up too."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:nothing speaks of damage or tampering; there may be warnings",
      "1:there is evidence of damage or tampering",
      "2:the command line is wrong",
      "3:a file cannot be read, or is not what it should be",
      "4:a defect of this program"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  kubectl drawbridge audit verify ./logs --log-key log.vkey --witness witness.vkey \\",
      "      --witness-note witness-notes.json --format html --output report.html"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int MAX_DAYS = 36_500;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description = "Folders that are logs, or have logs below them.")
  private List<Path> folders = List.of();

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--witness-note",
      paramLabel = "FILE|DIR",
      description = {
        "Checkpoints as the witness itself shows them, which find logs that were cut, forked or"
            + " taken away: a note, a folder of them, or the witness's ConfigMaps as kubectl get -o"
            + " json prints them."
            + " Needs --witness. Can be repeated."
      })
  private List<Path> witnessNotes = List.of();

  @Mixin private RecordKeyOption keks = new RecordKeyOption();

  @Option(
      names = "--retention-days",
      paramLabel = "DAYS",
      description = "Entries that are older are found.")
  private @Nullable Integer retentionDays;

  @Option(
      names = "--as-of",
      paramLabel = "TIME",
      description = "The moment that ages are counted to, like 2026-11-28T12:00:00Z; default now.")
  private @Nullable Instant asOf;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "text|json|html",
      description = "Form of the report; default ${DEFAULT-VALUE}.")
  private Format format = Format.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the report goes; default standard output.")
  private @Nullable Path output;

  @Override
  public Integer call() {
    Result result = new Verification(questions()).of(LogFolders.find(folders));
    Output.write(format.of(result), output, spec.commandLine().getOut());
    return ExitCode.of(result.intact());
  }

  private Questions questions() {
    Questions questions =
        new Questions(
            trust.logKeys(),
            trust.witnesses(),
            WitnessNotes.in(witnessNotes),
            keks.keys(),
            retention(),
            asOf == null ? InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS) : asOf);
    if (!witnessNotes.isEmpty() && questions.witnesses().keys().isEmpty()) {
      throw CommandFailure.usage(
          "--witness-note",
          "a note proves nothing without the key of its witness",
          "give it with --witness");
    }
    return questions;
  }

  private Optional<Duration> retention() {
    if (retentionDays == null) {
      return Optional.empty();
    }
    if (retentionDays < 1 || retentionDays > MAX_DAYS) {
      throw CommandFailure.usage(
          "--retention-days",
          "%d is not from 1 to %d".formatted(retentionDays, MAX_DAYS),
          "give the days that the class of the data says");
    }
    return Optional.of(Duration.ofDays(retentionDays));
  }
}
