package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.note.VerifierKey;
import java.time.Duration;
import java.util.List;

/**
 * What the one who verifies knows from elsewhere, and expects. None of it may come from the log.
 *
 * @param log key of the log; its name is the origin
 * @param witnesses keys of the witnesses
 * @param quorum how many of them must have cosigned the newest cosigned checkpoint
 * @param clockTolerance by how much the log's clocks may part between two entries
 * @param witnessTolerance by how much the clocks of log and witness may differ, its delay included
 * @param maxSilence how long a log may go without an entry
 */
public record Trust(
    VerifierKey log,
    List<VerifierKey> witnesses,
    int quorum,
    Duration clockTolerance,
    Duration witnessTolerance,
    Duration maxSilence) {

  public Trust {
    witnesses = List.copyOf(witnesses);
  }

  /** Half a second, ten seconds, and seventy seconds for a heartbeat of sixty. */
  public static Trust of(VerifierKey log, List<VerifierKey> witnesses, int quorum) {
    return new Trust(
        log,
        witnesses,
        quorum,
        Duration.ofMillis(500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(70));
  }
}
