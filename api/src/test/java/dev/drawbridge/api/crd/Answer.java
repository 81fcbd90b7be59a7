package dev.drawbridge.api.crd;

import static java.util.Objects.requireNonNullElse;

import io.fabric8.kubernetes.api.model.Status;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the API server said to a refused object. Kubectl shows the user these texts, each behind its
 * field.
 */
record Answer(String message, List<Cause> causes) {

  /** One mistake that was found. */
  record Cause(String field, String reason, String text) {}

  /** The reason given here to mistakes that the API server reports in its message only. */
  static final String UNKNOWN_FIELD = "UnknownField";

  private static final Pattern UNKNOWN = Pattern.compile("unknown field \"([^\"]+)\"");

  static Answer of(Status status) {
    Stream<Cause> details =
        status.getDetails() == null
            ? Stream.of()
            : status.getDetails().getCauses().stream()
                .map(
                    c ->
                        new Cause(
                            requireNonNullElse(c.getField(), ""), c.getReason(), c.getMessage()));
    Stream<Cause> unknown =
        UNKNOWN
            .matcher(status.getMessage())
            .results()
            .map(m -> new Cause(m.group(1), UNKNOWN_FIELD, m.group()));
    return new Answer(status.getMessage(), Stream.concat(details, unknown).toList());
  }

  boolean tells(Refusal refusal) {
    return !causesTold(refusal).isEmpty();
  }

  /** What was found that the refusal is about. */
  List<Cause> causesTold(Refusal refusal) {
    return causes.stream()
        .filter(cause -> cause.field().equals(refusal.field()))
        .filter(cause -> refusal.isToldBy(cause.text()))
        .toList();
  }
}
