package dev.drawbridge.audit.record;

import java.util.Optional;

/**
 * What happened. The code stands in the clear in front of each sealed record, so that an auditor
 * without any key can pair requests with their ends and see gaps explained. Codes are never reused.
 */
public enum Event {
  /** A request was let in. Durable before the model sees its first byte. */
  INFERENCE_ACCEPTED(1, "inference.accepted"),
  /** That request ended, well or not. Refers to the accepted record. */
  INFERENCE_COMPLETED(2, "inference.completed"),
  /** A request was refused; the model never saw it. */
  INFERENCE_DENIED(3, "inference.denied"),
  /** The sidecar took over a configuration. */
  CONFIG_APPLIED(4, "config.applied"),
  /** From here on another key is used. */
  KEY_ROTATED(5, "key.rotated"),
  /** Something that should be here is not, and this is what is known of it. */
  AUDIT_GAP(6, "audit.gap"),
  /** The log began, or began again. */
  LOG_OPEN(7, "log.open"),
  /** The log ended as it should. */
  LOG_CLOSE(8, "log.close"),
  /** The wall clock moved against the monotonic one. */
  CLOCK_STEP(9, "clock.step"),
  /** Nothing happened for a while, and that is on record. */
  HEARTBEAT(10, "heartbeat");

  private static final Event[] BY_CODE = new Event[16];

  static {
    for (Event event : values()) {
      BY_CODE[event.code] = event;
    }
  }

  private final int code;
  private final String text;

  Event(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** 1 to 15, one byte in an entry. */
  public int code() {
    return code;
  }

  /** The value of the field {@code event}. */
  public String text() {
    return text;
  }

  /** The event with that code; empty if this version knows none. */
  public static Optional<Event> ofCode(int code) {
    return code >= 0 && code < BY_CODE.length
        ? Optional.ofNullable(BY_CODE[code])
        : Optional.empty();
  }

  /** Whether the log writes it of its own accord, and a caller may not. */
  public boolean ofTheLog() {
    return switch (this) {
      case AUDIT_GAP, LOG_OPEN, LOG_CLOSE, CLOCK_STEP, HEARTBEAT -> true;
      case INFERENCE_ACCEPTED, INFERENCE_COMPLETED, INFERENCE_DENIED, CONFIG_APPLIED, KEY_ROTATED ->
          false;
    };
  }
}
