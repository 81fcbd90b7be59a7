package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether requests have their ends, runs have theirs, and what is missing is said to be. */
final class PairingCheck {

  static final int MAX_OPEN = 1 << 18;

  private final Findings findings;
  private final Set<Long> open = new HashSet<>();
  private final Set<Long> ended = new HashSet<>();
  private boolean closed = true;
  private boolean any;

  PairingCheck(Findings findings) {
    this.findings = findings;
  }

  void entry(Entry entry) {
    Optional<Event> event = Event.ofCode(entry.event());
    if (event.isEmpty()) {
      findings.add(Code.EVENT_UNKNOWN, "code %d".formatted(entry.event()));
      return;
    }
    switch (event.get()) {
      case INFERENCE_ACCEPTED -> accepted(entry);
      case INFERENCE_COMPLETED -> completed(entry);
      case LOG_OPEN -> opened();
      case LOG_CLOSE -> giveUp("at log.close");
      case AUDIT_GAP -> findings.add(Code.GAP, "its record says what is known of it");
      case INFERENCE_DENIED, CONFIG_APPLIED, KEY_ROTATED, CLOCK_STEP, HEARTBEAT -> {}
    }
    closed = event.get() == Event.LOG_CLOSE;
    any = true;
  }

  /** No door has so many at once; a forged log must not take all memory. */
  private void accepted(Entry entry) {
    if (open.size() == MAX_OPEN) {
      giveUp("at once");
    }
    open.add(entry.index());
  }

  private void completed(Entry entry) {
    if (!open.remove(entry.ref())) {
      boolean known = entry.ref() >= 0 && entry.ref() < entry.index();
      findings.add(
          known && ended.contains(entry.ref())
              ? Code.COMPLETED_TWICE
              : Code.COMPLETED_WITHOUT_ACCEPTED,
          "refers to entry %d".formatted(entry.ref()));
    } else {
      remember(entry.ref());
    }
  }

  private void opened() {
    if (any && !closed) {
      findings.add(Code.CRASHED, "%d requests were open".formatted(open.size()));
      giveUp("at a crash");
    }
  }

  private void giveUp(String when) {
    if (!open.isEmpty()) {
      String some =
          open.stream().sorted().limit(10).map(String::valueOf).collect(Collectors.joining(", "));
      findings.add(Code.ACCEPTED_WITHOUT_COMPLETED, "%d %s: %s".formatted(open.size(), when, some));
      open.forEach(this::remember);
      open.clear();
    }
  }

  /**
   * So that a second end can be told from one without a beginning; only as long as it is likely.
   */
  private void remember(long index) {
    if (ended.size() >= 100_000) {
      ended.clear();
    }
    ended.add(index);
  }

  /** Requests that have no end yet. */
  long open() {
    return open.size();
  }

  void end() {
    if (any && !closed) {
      findings.add(Code.NOT_CLOSED, "%d requests are open".formatted(open.size()));
    }
  }
}
