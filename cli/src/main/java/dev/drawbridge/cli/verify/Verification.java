package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.verify.Inspection;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.cli.failure.CommandFailure;
import dev.drawbridge.cli.input.LogFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Verifies logs one after the other. */
public final class Verification {

  private static final String CHECKPOINT = "checkpoint";

  private final Questions questions;

  public Verification(Questions questions) {
    this.questions = questions;
  }

  /** Reads the logs and says what is wrong with them. */
  public Result of(List<LogFolder> logs) {
    List<LogResult> results = new ArrayList<>();
    for (LogFolder log : logs) {
      try {
        results.add(of(log, checkpointsOfOtherCopies(log, logs)));
      } catch (IOException e) {
        throw CommandFailure.unreadable(log.path(), e);
      }
    }
    return new Result(questions, results, AcrossLogs.find(questions, results));
  }

  private static List<byte[]> checkpointsOfOtherCopies(LogFolder log, List<LogFolder> logs)
      throws IOException {
    List<byte[]> checkpoints = new ArrayList<>();
    for (LogFolder other : logs) {
      if (!other.path().equals(log.path()) && other.origin().equals(log.origin())) {
        other.storage().read(CHECKPOINT).ifPresent(checkpoints::add);
      }
    }
    return checkpoints;
  }

  private LogResult of(LogFolder log, List<byte[]> otherCopies) throws IOException {
    VerifierKey key = questions.logKeys().of(log.origin());
    Trust trust = Trust.of(key, questions.witnesses().keys(), questions.witnesses().quorum());
    ContentSummary contents = new ContentSummary();
    Report report =
        Verifier.verify(
            log.storage(),
            trust,
            questions.notes().about(key.name()),
            Inspection.judging(questions.recordKeys(), questions.oldest(), contents)
                .comparedWith(otherCopies));
    return new LogResult(
        log.path(), report, questions.opensRecords() ? Optional.of(contents) : Optional.empty());
  }
}
