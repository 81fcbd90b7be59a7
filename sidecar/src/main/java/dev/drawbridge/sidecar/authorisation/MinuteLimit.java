package dev.drawbridge.sidecar.authorisation;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.EstimationProbe;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bucket that holds a minute's worth and fills evenly. It can be in debt. Without a limit it
 * gives whatever is asked.
 */
final class MinuteLimit {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final long MOST_DEBT = 10;

  private final TimeMeter clock;
  private volatile @Nullable State state;

  private record State(int perMinute, Bucket bucket) {}

  MinuteLimit(LongSupplier nanos) {
    clock =
        new TimeMeter() {
          @Override
          public long currentTimeNanos() {
            return nanos.getAsLong();
          }

          @Override
          public boolean isWallClockBased() {
            return false;
          }
        };
  }

  /** Changes the limit; the bucket stays as full, or as deep in debt, in proportion. */
  void limit(OptionalInt perMinute) {
    State before = state;
    if (perMinute.isEmpty()) {
      state = null;
    } else if (before == null) {
      state = new State(perMinute.getAsInt(), full(perMinute.getAsInt()));
    } else if (before.perMinute() != perMinute.getAsInt()) {
      before
          .bucket()
          .replaceConfiguration(
              configuration(perMinute.getAsInt()), TokensInheritanceStrategy.PROPORTIONALLY);
      state = new State(perMinute.getAsInt(), before.bucket());
    }
  }

  int perMinute() {
    State now = state;
    return now == null ? Integer.MAX_VALUE : now.perMinute();
  }

  boolean full() {
    State now = state;
    return now == null || now.bucket().getAvailableTokens() >= now.perMinute();
  }

  /** Takes one, or says how long until there is one; 0 if it was taken. */
  long take() {
    State now = state;
    if (now == null || now.bucket().tryConsume(1)) {
      return 0;
    }
    ConsumptionProbe probe = now.bucket().tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? 0 : probe.getNanosToWaitForRefill();
  }

  /** How long until it holds at least one; 0 if it does. */
  long nanosToPositive() {
    State now = state;
    if (now == null) {
      return 0;
    }
    EstimationProbe probe = now.bucket().estimateAbilityToConsume(1);
    return probe.canBeConsumed() ? 0 : probe.getNanosToWaitForRefill();
  }

  /**
   * Takes away what was used, even if it is more than there is. At most ten minutes' worth, so that
   * a model that reports nonsense locks nobody out for good.
   */
  void debit(long amount) {
    State now = state;
    if (now != null && amount > 0) {
      now.bucket().consumeIgnoringRateLimits(Math.min(amount, MOST_DEBT * now.perMinute()));
    }
  }

  /** Rounded up, for a second too early is a second request in vain. */
  int secondsToWait(long nanos) {
    return Math.toIntExact(
        Math.clamp(Math.ceilDiv(nanos, TimeUnit.SECONDS.toNanos(1)), 1L, Integer.MAX_VALUE));
  }

  private Bucket full(int perMinute) {
    return Bucket.builder()
        .withCustomTimePrecision(clock)
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
        .build();
  }

  private static BucketConfiguration configuration(int perMinute) {
    return BucketConfiguration.builder()
        .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
        .build();
  }
}
