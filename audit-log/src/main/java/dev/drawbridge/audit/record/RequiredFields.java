package dev.drawbridge.audit.record;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a record of an event always says. A record without is still taken, for a lost record would
 * be worse than a thin one; the verifier names what is missing.
 */
public final class RequiredFields {

  private static final Set<Field> OF_EVERY =
      EnumSet.of(Field.EVENT, Field.SCHEMA, Field.TIME, Field.TIME_MONO_US);

  private static final Map<Event, Set<Field>> WITH_WRITTEN = new EnumMap<>(Event.class);

  static {
    for (Event event : Event.values()) {
      Set<Field> all = EnumSet.copyOf(OF_EVERY);
      all.addAll(of(event));
      WITH_WRITTEN.put(event, all);
    }
  }

  private RequiredFields() {}

  /** The fields of an event, besides those that the log writes into every record. */
  public static Set<Field> of(Event event) {
    return switch (event) {
      case INFERENCE_ACCEPTED ->
          EnumSet.of(
              Field.CLASS,
              Field.CONFIG_GENERATION,
              Field.CONSUMER_ID,
              Field.DECISION,
              Field.MODEL_NAME,
              Field.OP,
              Field.POLICY_DIGEST,
              Field.TRACE_ID);
      case INFERENCE_COMPLETED -> EnumSet.of(Field.LAT_TOTAL_US, Field.OUTCOME);
      case INFERENCE_DENIED -> EnumSet.of(Field.CONFIG_GENERATION, Field.DECISION, Field.RULE_ID);
      case CONFIG_APPLIED ->
          EnumSet.of(Field.CONFIG_DIGEST, Field.CONFIG_GENERATION, Field.POLICY_DIGEST);
      case KEY_ROTATED -> EnumSet.of(Field.KEY_KID, Field.KEY_PURPOSE);
      case AUDIT_GAP -> EnumSet.of(Field.GAP_REASON);
      case LOG_OPEN -> EnumSet.of(Field.LOG_PREVIOUS, Field.LOG_SOFTWARE);
      case CLOCK_STEP -> EnumSet.of(Field.CLOCK_OFFSET_US);
      case LOG_CLOSE, HEARTBEAT -> EnumSet.noneOf(Field.class);
    };
  }

  /** What a record lacks, in the order of the fields. */
  public static List<Field> missing(Event event, Map<Field, Object> record) {
    Set<Field> required = WITH_WRITTEN.getOrDefault(event, OF_EVERY);
    if (record.keySet().containsAll(required)) {
      return List.of();
    }
    Set<Field> missing = EnumSet.copyOf(required);
    missing.removeAll(record.keySet());
    return List.copyOf(missing);
  }
}
