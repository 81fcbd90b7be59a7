package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.sidecar.authorisation.Quotas;
import dev.drawbridge.sidecar.drain.Drain;
import dev.drawbridge.sidecar.keys.Epochs;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.tls.DoorTls;
import java.util.function.Supplier;

/**
 * What all event loops share.
 *
 * @param live what is in force now
 * @param clock by which certificates on live connections expire
 */
public record ProxyContext(
    Supplier<Live> live,
    AuditLog log,
    Epochs epochs,
    Quotas quotas,
    Drain drain,
    SidecarMetrics metrics,
    LogClock clock) {

  /** What is in force until something is reloaded. */
  public record Live(Rules rules, DoorTls tls) {}

  Rules rules() {
    return live.get().rules();
  }
}
