package dev.drawbridge.sidecar.proxy;

/** Something with deadlines. Looked at a few times a second, which spares a timer for each. */
interface Ticking {

  /** Does what is due; on the event loop. */
  void tick(long nowNanos);

  /** The sidecar ends now, and what is under way with it. */
  default void end() {}
}
