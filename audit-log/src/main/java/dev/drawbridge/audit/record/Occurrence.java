package dev.drawbridge.audit.record;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which events share a field. */
final class Occurrence {

  static final Set<Event> EVERY = Set.of(Event.values());
  static final Set<Event> REQUEST =
      Set.of(Event.INFERENCE_ACCEPTED, Event.INFERENCE_COMPLETED, Event.INFERENCE_DENIED);
  static final Set<Event> END = Set.of(Event.INFERENCE_COMPLETED);
  static final Set<Event> DENIED_OR_END = Set.of(Event.INFERENCE_DENIED, Event.INFERENCE_COMPLETED);
  static final Set<Event> CONFIG = Set.of(Event.CONFIG_APPLIED);
  static final Set<Event> REQUEST_OR_CONFIG =
      Stream.concat(REQUEST.stream(), CONFIG.stream()).collect(Collectors.toUnmodifiableSet());
  static final Set<Event> KEY = Set.of(Event.KEY_ROTATED);
  static final Set<Event> GAP = Set.of(Event.AUDIT_GAP);
  static final Set<Event> OPEN = Set.of(Event.LOG_OPEN);
  static final Set<Event> CLOCK = Set.of(Event.CLOCK_STEP);

  private Occurrence() {}
}
