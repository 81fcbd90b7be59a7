package dev.drawbridge.sidecar;

import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.sidecar.config.SidecarConfig;
import java.time.Duration;

/** How the log is kept, from what the configuration says of it. */
final class LogOpening {

  private static final int RING_SLOTS = 2048;

  /** Reserved when the pod starts, twice: larger ones would make it start later. */
  private static final long MOST_SEGMENT = 16L << 20;

  private static final long LEAST_SEGMENT = 64L << 10;
  private static final int SEGMENTS = 8;

  /** How long a record waits for others; a sync takes about as long. */
  private static final Duration WINDOW = Duration.ofNanos(300_000);

  private LogOpening() {}

  /** The name of the log: one for each pod. */
  static String origin(SidecarConfig config, String podUid) {
    SidecarConfig.Origin origin = config.origin();
    return "%s/%s/%s/%s/0"
        .formatted(origin.cluster(), origin.namespace(), origin.deployment(), podUid);
  }

  static LogSettings settings(SidecarConfig config, String podUid) {
    return new LogSettings(
        origin(config, podUid), durability(config), limits(config.audit().quotaBytes()), rhythm());
  }

  private static Durability durability(SidecarConfig config) {
    return switch (config.audit().durability()) {
      case STRICT -> Durability.STRICT;
      case GROUP -> Durability.GROUP;
      case ASYNC -> Durability.ASYNC;
    };
  }

  /** Small segments where the quota is small, so that high water is not reached with the second. */
  private static LogSettings.Limits limits(long quotaBytes) {
    long segment = Math.clamp(quotaBytes / SEGMENTS, LEAST_SEGMENT, MOST_SEGMENT);
    return new LogSettings.Limits(RING_SLOTS, segment, quotaBytes / 10 * 9, quotaBytes);
  }

  private static LogSettings.Rhythm rhythm() {
    LogSettings.Rhythm usual = LogSettings.Rhythm.usual();
    return new LogSettings.Rhythm(
        WINDOW,
        usual.checkpoint(),
        usual.heartbeat(),
        usual.anchor(),
        usual.clockStep(),
        usual.reopen());
  }
}
