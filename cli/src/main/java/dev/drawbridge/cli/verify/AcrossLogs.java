package dev.drawbridge.cli.verify;

import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Finding;
import dev.drawbridge.audit.verify.Inspection;
import dev.drawbridge.audit.verify.KeyUse;
import dev.drawbridge.cli.input.WitnessNotes.WitnessNote;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What no single log shows: logs that are missing, and keys that go on from pod to pod. */
final class AcrossLogs {

  private static final long MAX_KEY_MICROS = Inspection.KEY_AGE.toSeconds() * 1_000_000;

  private static final int MAX_NAMED = 10;

  private final Questions questions;
  private final Set<Finding> findings = new LinkedHashSet<>(); // of many notes of one log, once

  private AcrossLogs(Questions questions) {
    this.questions = questions;
  }

  static List<Finding> find(Questions questions, List<LogResult> logs) {
    AcrossLogs across = new AcrossLogs(questions);
    across.missingLogs(logs);
    across.oldKeys(logs);
    return List.copyOf(across.findings);
  }

  private void missingLogs(List<LogResult> logs) {
    Set<String> here =
        logs.stream().map(log -> log.report().origin()).collect(Collectors.toUnmodifiableSet());
    Set<String> others = new TreeSet<>();
    for (WitnessNote note : questions.notes().all()) {
      Optional<VerifierKey> key = questions.logKeys().fitting(note.origin());
      if (key.isEmpty() || isOfAnotherKey(note.note(), key.get())) {
        others.add(note.origin());
      } else if (!here.contains(note.origin())) {
        boolean seen = key.get().verifies(note.note()) && isCosigned(note.note());
        add(seen ? Code.LOG_MISSING : Code.WITNESS_SIGNATURE, note.origin());
      }
    }
    others.removeAll(here);
    notAskedFor(others);
  }

  /** A witness shows the notes of all logs, and perhaps only some of them are to be verified. */
  private void notAskedFor(Set<String> origins) {
    if (!origins.isEmpty()) {
      String some = origins.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
      add(Code.LOG_NOT_ASKED_FOR, "%d: %s".formatted(origins.size(), some));
    }
  }

  /** Made anew under its name, a deployment has another key, and witnesses remember both. */
  private boolean isOfAnotherKey(SignedNote note, VerifierKey key) {
    return key.claimedIn(note).isEmpty() && isCosigned(note);
  }

  private boolean isCosigned(SignedNote note) {
    return questions.witnesses().keys().stream().anyMatch(witness -> witness.verifies(note));
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
