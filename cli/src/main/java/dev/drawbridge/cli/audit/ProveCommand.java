package dev.drawbridge.cli.audit;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.publish.Prover;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.failure.ExitCode;
import dev.drawbridge.cli.input.LogFolder;
import dev.drawbridge.cli.input.WitnessNotes;
import dev.drawbridge.cli.proof.Checkpoints;
import dev.drawbridge.cli.proof.ProofCheck;
import dev.drawbridge.cli.proof.ProofCheck.NotProvenException;
import dev.drawbridge.cli.proof.ShownRecord;
import dev.drawbridge.cli.report.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code audit prove}. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a proof that an entry is in a log, in the form c2sp.org/tlog-proof. It is checked"
          + " offline, without the log, by audit check-proof or by tools of others.",
      "With --reveal the record goes into a second file, with its opening: whoever has both sees"
          + " that one record and no other."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the proof is written",
      "1:the entry cannot be proven: no checkpoint covers it, or the log is damaged",
      "2:the command line is wrong",
      "3:a file cannot be read or written, or is not what it should be",
      "4:a defect of this program"
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  kubectl drawbridge audit prove ./log --seq 17 --output 17.tlog-proof \\",
      "      --kek kek --reveal 17.json"
    })
final class ProveCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "DIR", description = "The folder of the log.")
  private Path folder = Path.of("");

  @Option(
      names = "--seq",
      required = true,
      paramLabel = "N",
      description = "Index of the entry, from 0; audit show lists them.")
  private long index;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = {
        "The checkpoint to prove it for, such as a witness's note; default the last one in the log"
            + " that a witness cosigned, else the last one."
      })
  private @Nullable Path checkpoint;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where the proof goes; default standard output.")
  private @Nullable Path output;

  @Mixin private RecordKeyOption keks = new RecordKeyOption();

  @Option(
      names = "--reveal",
      paramLabel = "FILE",
      description = "Where the record and its opening go. Needs --kek.")
  private @Nullable Path reveal;

  @Override
  public Integer call() {
    if (index < 0) {
      throw CommandFailure.usage("--seq", index + " is below 0", "entries count from 0");
    }
    if (reveal != null && !keks.isGiven()) {
      throw CommandFailure.usage("--reveal", "there is no key to open it with", "give --kek");
    }
    LogFolder log = LogFolder.at(folder);
    Prover prover = new Prover(log.storage());
    try {
      String proof = new String(proof(prover, log).encode(), StandardCharsets.UTF_8);
      requirePrintable(proof);
      if (reveal != null) {
        Output.write(shown(prover).encode(), reveal, spec.commandLine().getOut());
      }
      Output.write(proof, output, spec.commandLine().getOut());
    } catch (IOException e) {
      throw CommandFailure.unreadable(folder, e);
    }
    return ExitCode.WELL.number();
  }

  /** It must stay as it is, so it cannot be made harmless for a terminal. */
  private void requirePrintable(String proof) {
    if (output == null && !Printable.isHarmless(proof)) {
      throw CommandFailure.usage(
          "--output",
          "the names in the proof have characters that drive a terminal",
          "name a file, and ask who called a log or a witness so");
    }
  }

  private TlogProof proof(Prover prover, LogFolder log) throws IOException {
    SignedNote note = note(log);
    try {
      TlogProof proof = prover.prove(index, note);
      new ProofCheck(proof).included(); // made from hash files, which nobody has checked
      return proof;
    } catch (NotProvenException | MalformedNoteException e) {
      throw CommandFailure.notSo(
          folder,
          "the log does not lead to its checkpoint: " + e.getMessage(),
          "run audit verify, which says what is wrong with it");
    }
  }

  private SignedNote note(LogFolder log) {
    if (checkpoint == null) {
      return Checkpoints.over(index, log);
    }
    SignedNote note = WitnessNotes.read(List.of(checkpoint)).all().getFirst().note();
    long size = Checkpoints.size(note, checkpoint);
    if (index >= size) {
      throw CommandFailure.notSo(
          "--checkpoint",
          "it covers %d entries, and not entry %d".formatted(size, index),
          "take a newer one");
    }
    return note;
  }

  private ShownRecord shown(Prover prover) throws IOException {
    for (KeyEncryptionKey key : keks.keys()) {
      try {
        Prover.Shown shown = prover.show(index, key);
        return new ShownRecord(shown.record(), shown.opening());
      } catch (GeneralSecurityException e) {
        // Perhaps the next key is the one.
      }
    }
    throw CommandFailure.usage(
        "--kek",
        "no key opens entry " + index,
        "give the key that was in use then; audit verify --format json names it by its kid");
  }
}
