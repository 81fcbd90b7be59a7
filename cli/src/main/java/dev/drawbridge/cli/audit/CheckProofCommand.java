package dev.drawbridge.cli.audit;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.cli.entries.EntryText;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.input.SmallFile;
import dev.drawbridge.cli.input.WitnessKeys;
import dev.drawbridge.cli.proof.ProofCheck;
import dev.drawbridge.cli.proof.ProofCheck.NotProvenException;
import dev.drawbridge.cli.proof.ShownRecord;
import dev.drawbridge.cli.proof.ShownRecord.MalformedShownRecordException;
import dev.drawbridge.cli.report.Printable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit check-proof}. */
@Command(
    name = "check-proof",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a proof that audit prove or a tool of others wrote: that the log signed a tree with"
          + " this entry in it, and that witnesses cosigned it.",
      "With --record also that the entry commits to that record. Needs neither the log nor any"
          + " secret."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:proven",
      "1:not proven; the message says which step does not hold",
      "2:the command line is wrong",
      "3:a file cannot be read, or is not what it should be",
      "4:a defect of this program"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  kubectl drawbridge audit check-proof 17.tlog-proof --log-key log.vkey \\",
      "      --witness witness.vkey --record 17.json"
    })
final class CheckProofCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", description = "The proof.")
  private Path file = Path.of("");

  @Mixin private TrustOptions trust = new TrustOptions();

  @Option(
      names = "--record",
      paramLabel = "FILE",
      description = "The record and its opening, as audit prove --reveal wrote them.")
  private @Nullable Path record;

  @Override
  public Integer call() {
    try {
      check(new ProofCheck(proof()));
      return ExitCode.WELL.number();
    } catch (NotProvenException e) {
      throw CommandFailure.notSo(
          file,
          "not proven: " + e.getMessage(),
          "make sure that the keys are the right ones; if they are, it is false");
    } catch (MalformedNoteException e) {
      throw CommandFailure.unreadable(file, "no proof: " + e.getMessage(), "ask for it again");
    }
  }

  private TlogProof proof() throws MalformedNoteException {
    return TlogProof.parse(SmallFile.read(file));
  }

  private void check(ProofCheck proof) throws NotProvenException {
    String origin = proof.checkpoint().origin();
    WitnessKeys witnesses = trust.witnesses();
    proof.signedBy(trust.logKeys().of(origin));
    Entry entry = proof.included();
    Map<String, Instant> cosigned = proof.witnessedBy(witnesses.keys(), witnesses.quorum());
    String shown = record == null ? "" : shown(proof, entry, record);

    say(
        "proven: entry %d is in %s, one of the %d entries that the log signed"
            .formatted(entry.index(), origin, proof.checkpoint().size()));
    say("entry   " + EntryText.clear(entry));
    cosigned.forEach((name, time) -> say("witness " + name + ", at " + time));
    if (cosigned.isEmpty()) {
      say("witness none was asked for: whoever holds the log's key could have made this");
    }
    say("record  " + (record == null ? "sealed; --record shows it" : shown));
  }

  private void say(String line) {
    spec.commandLine().getOut().println(Printable.line(line));
  }

  private static String shown(ProofCheck proof, Entry entry, Path record)
      throws NotProvenException {
    try {
      ShownRecord shown = ShownRecord.parse(SmallFile.read(record));
      proof.shows(entry, shown);
      return new String(shown.record(), StandardCharsets.UTF_8);
    } catch (MalformedShownRecordException e) {
      throw CommandFailure.unreadable(record, String.valueOf(e.getMessage()), "ask for it again");
    }
  }
}
