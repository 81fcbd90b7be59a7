package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.record.RequiredFields;
import dev.drawbridge.audit.segment.Entry;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether records say what they must. */
final class RecordRules implements RecordListener {

  private static final List<Field> KEYED_HASHES =
      List.of(Field.CONSUMER_ID, Field.PROMPT_HMAC, Field.RESP_HMAC);
  private static final Pattern EPOCH =
      Pattern.compile("hmac-sha256:[a-z]+-(\\d{1,9})-[0-9a-f]{8}:[0-9a-f]{64}");

  /** Where a record names no policy. */
  private static final Object ANY = "";

  /** A request may be long, and its end is hashed with the key that it began with. */
  private static final long DAY_MICROS = 24L * 3600 * 1_000_000;

  private final Findings findings;
  private final Set<Configuration> applied = new HashSet<>();

  /** What a record says of the configuration; the end of a request does not repeat the policy. */
  private record Configuration(Object generation, Object policy) {}

  RecordRules(Findings findings) {
    this.findings = findings;
  }

  @Override
  public void record(Entry entry, Event event, Map<Field, Object> record) {
    for (Field missing : RequiredFields.missing(event, record)) {
      findings.add(Code.FIELD_MISSING, missing.text() + " of " + event.text());
    }
    Object generation = record.get(Field.CONFIG_GENERATION);
    if (generation != null) {
      configuration(event, generation, record.getOrDefault(Field.POLICY_DIGEST, ANY));
    }
    KEYED_HASHES.forEach(field -> epoch(entry, field, record.get(field)));
  }

  private void configuration(Event event, Object generation, Object policy) {
    if (event == Event.CONFIG_APPLIED) {
      applied.add(new Configuration(generation, ANY));
      applied.add(new Configuration(generation, policy));
    } else if (!applied.contains(new Configuration(generation, policy))) {
      boolean known = applied.contains(new Configuration(generation, ANY));
      findings.add(
          Code.CONFIG_UNKNOWN,
          "of generation " + generation + (known ? ", with another policy" : ""));
    }
  }

  private void epoch(Entry entry, Field field, @Nullable Object value) {
    if (!(value instanceof String text)) {
      return;
    }
    OptionalInt epoch = epochOf(text);
    boolean fits =
        epoch.isPresent()
            && epoch.getAsInt() >= Pseudonyms.epochAt(entry.wallMicros() - DAY_MICROS)
            && epoch.getAsInt() <= Pseudonyms.epochAt(entry.wallMicros() + DAY_MICROS);
    if (!fits) {
      findings.add(
          Code.PSEUDONYM_EPOCH,
          epoch.isPresent()
              ? "%s is of epoch %d".formatted(field.text(), epoch.getAsInt())
              : "%s has not the form of a keyed hash".formatted(field.text()));
    }
  }

  private static OptionalInt epochOf(String text) {
    Matcher matcher = EPOCH.matcher(text);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }
}
