package dev.drawbridge.sidecar.record;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Ids of requests, in the form of W3C Trace Context. Unique, not secret. Belongs to one event loop.
 */
public final class TraceIds {

  private static final HexFormat HEX = HexFormat.of();

  private final SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());

  /** 32 hex digits. */
  public String trace() {
    return HEX.toHexDigits(random.nextLong()) + HEX.toHexDigits(notZero());
  }

  /** 16 hex digits. */
  public String span() {
    return HEX.toHexDigits(notZero());
  }

  /** All zeros are no valid id. */
  private long notZero() {
    long id = random.nextLong();
    return id == 0 ? 1 : id;
  }
}
