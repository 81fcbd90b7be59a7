package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.Inspection;
import dev.drawbridge.audit.verify.KeyUse;
import dev.drawbridge.cli.input.WitnessNotes.WitnessNote;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What no single log shows: logs that are missing, and keys that go on from pod to pod. */
final class AcrossLogs {

  private static final long MAX_KEY_MICROS = Inspection.KEY_AGE.toSeconds() * 1_000_000;

  private final Questions questions;
  private final List<Finding> findings = new ArrayList<>();

  private AcrossLogs(Questions questions) {
    this.questions = questions;
  }

  static List<Finding> find(Questions questions, List<LogResult> logs) {
    AcrossLogs across = new AcrossLogs(questions);
    across.missingLogs(logs);
    across.oldKeys(logs);
    return across.findings;
  }

  private void missingLogs(List<LogResult> logs) {
    Set<String> here =
        logs.stream().map(log -> log.report().origin()).collect(Collectors.toUnmodifiableSet());
    for (WitnessNote note : questions.notes().all()) {
      if (!here.contains(note.origin())) {
        add(isSeen(note) ? Code.LOG_MISSING : Code.WITNESS_SIGNATURE, note.origin());
      }
    }
  }

  /** Whether the log signed it, and a witness that is trusted. */
  private boolean isSeen(WitnessNote seen) {
    SignedNote note = seen.note();
    return questions.logKeys().of(seen.origin()).verifies(note)
        && questions.witnesses().keys().stream().anyMatch(witness -> witness.verifies(note));
  }

  private void oldKeys(List<LogResult> logs) {
    Map<String, KeyUse> uses = new TreeMap<>();
    logs.stream()
        .map(log -> log.report().keys())
        .flatMap(Collection::stream)
        .forEach(use -> uses.merge(use.kid(), use, AcrossLogs::both));
    for (KeyUse use : uses.values()) {
      boolean foundInOne =
          logs.stream()
              .flatMap(log -> log.report().keys().stream())
              .anyMatch(one -> one.kid().equals(use.kid()) && isOld(one));
      if (isOld(use) && !foundInOne) {
        add(Code.KEY_OLD, use.kid() + ", in several logs");
      }
    }
  }

  private static KeyUse both(KeyUse one, KeyUse other) {
    return new KeyUse(
        one.kid(),
        Math.min(one.firstMicros(), other.firstMicros()),
        Math.max(one.lastMicros(), other.lastMicros()));
  }

  private static boolean isOld(KeyUse use) {
    return use.lastMicros() - use.firstMicros() > MAX_KEY_MICROS;
  }

  private void add(Code code, String detail) {
    findings.add(new Finding(code, -1, 0, detail));
  }
}
