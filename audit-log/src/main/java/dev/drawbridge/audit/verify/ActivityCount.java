package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Counts events, and finds what is older than it may be. */
final class ActivityCount {

  private final Findings findings;
  private final Optional<Instant> oldest;
  private final long oldestMicros;
  private final long[] events = new long[256];
  private long entries;
  private long tooOld;
  private long firstMicros;
  private long lastMicros;

  ActivityCount(Optional<Instant> oldest, Findings findings) {
    this.findings = findings;
    this.oldest = oldest;
    oldestMicros =
        oldest.map(at -> ChronoUnit.MICROS.between(Instant.EPOCH, at)).orElse(Long.MIN_VALUE);
  }

  void entry(Entry entry) {
    events[entry.event()]++;
    if (entries++ == 0) {
      firstMicros = entry.wallMicros();
    }
    lastMicros = entry.wallMicros();
    if (entry.wallMicros() < oldestMicros) {
      tooOld++;
    }
  }

  void end() {
    if (tooOld > 0) {
      findings.add(
          Code.KEPT_TOO_LONG,
          "%d entries are from before %s".formatted(tooOld, oldest.orElseThrow()));
    }
  }

  Activity activity(long openRequests) {
    Map<Event, Long> counts = new EnumMap<>(Event.class);
    for (Event event : Event.values()) {
      if (events[event.code()] > 0) {
        counts.put(event, events[event.code()]);
      }
    }
    return new Activity(counts, openRequests, time(firstMicros), time(lastMicros));
  }

  private Optional<Instant> time(long micros) {
    return entries == 0
        ? Optional.empty()
        : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }
}
