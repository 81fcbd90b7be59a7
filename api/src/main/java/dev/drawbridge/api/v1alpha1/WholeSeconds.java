package dev.drawbridge.api.v1alpha1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Times in a status end at the second, as in all of Kubernetes: otherwise a time read back would
 * differ from the time written, and every reconcile would see a change.
 */
final class WholeSeconds {

  static @Nullable Instant of(@Nullable Instant time) {
    return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
  }

  private WholeSeconds() {}
}
