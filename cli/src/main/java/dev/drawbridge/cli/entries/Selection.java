package dev.drawbridge.cli.entries;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.segment.Entry;
import java.util.Optional;

/**
 * Which entries are asked for.
 *
 * @param from the first
 * @param to the last; by time the clock may go back, so that later ones can still be meant
 * @param event only of that event, if it is given
 */
public record Selection(Bound from, Bound to, Optional<Event> event) {

  boolean has(Entry entry) {
    return from.isReachedBy(entry)
        && !to.isPassedBy(entry)
        && (event.isEmpty() || event.get().code() == entry.event());
  }

  /** Whether none that is asked for can follow. */
  boolean isOverAt(Entry entry) {
    return !to.isTime() && entry.index() >= to.value();
  }
}
