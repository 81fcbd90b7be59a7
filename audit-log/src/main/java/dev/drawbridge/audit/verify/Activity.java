package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.record.Event;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What went on, as far as it stands in the clear.
 *
 * @param events how many there are of each event that occurs
 * @param openRequests requests that were accepted, without an end and not given up
 * @param first time of the first entry
 * @param last time of the last entry
 */
public record Activity(
    Map<Event, Long> events, long openRequests, Optional<Instant> first, Optional<Instant> last) {

  public Activity {
    events = Map.copyOf(events);
  }

  /** How many entries are of an event. */
  public long count(Event event) {
    return events.getOrDefault(event, 0L);
  }
}
