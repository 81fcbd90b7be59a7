package dev.drawbridge.sidecar.metrics;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.protocol.Operation;
import io.prometheus.client.CollectorRegistry;

/**
 * All metrics of a sidecar; docs/sidecar-metrics.md lists them. None has a consumer as a label. For
 * use by any thread, and cheap: what is called for each request only adds.
 */
public final class SidecarMetrics {

  private final CollectorRegistry registry = new CollectorRegistry();
  private final GenAiMetrics genAi;
  private final DoorMetrics door;
  private final AuditMetrics audit;

  private SidecarMetrics(String model, LogReadings log) {
    genAi = new GenAiMetrics(registry, model);
    door = new DoorMetrics(registry);
    audit = new AuditMetrics(registry);
    new LogCollector(log).register(registry);
  }

  /**
   * Registers everything, in a registry of its own.
   *
   * @param model its deployed name; what requests say is not taken, for anybody may say anything
   */
  public static SidecarMetrics of(String model, LogReadings log) {
    return new SidecarMetrics(model, log);
  }

  /** A request that the model saw is over. */
  public void completed(Operation operation, Outcome outcome, long totalNanos) {
    door.completed(operation, outcome);
    genAi.duration(operation, outcome, totalNanos);
  }

  /** From the first byte of a request to the first text, or first byte, of its answer. */
  public void firstToken(Operation operation, long nanos) {
    genAi.firstToken(operation, nanos);
  }

  /** Mean time of the tokens after the first, of one answer. */
  public void perOutputToken(Operation operation, long nanos) {
    genAi.perOutputToken(operation, nanos);
  }

  /** Tokens of one request. */
  public void tokens(Operation operation, TokenCount count) {
    genAi.tokens(operation, count);
  }

  /** Time that a request spent in the sidecar itself. */
  public void overhead(long nanos) {
    door.overhead(nanos);
  }

  /** A request was refused, or failed before the model answered. */
  public void refused(Rule rule) {
    door.refused(rule);
  }

  /** A request went on without record, since its class permits that. */
  public void gap() {
    audit.gap();
  }

  /** From handing a record over until it was durable. */
  public void durable(long nanos) {
    audit.durable(nanos);
  }

  /** A request began. */
  public void requestBegan() {
    door.requests(1);
  }

  /** A request ended. */
  public void requestEnded() {
    door.requests(-1);
  }

  /** A connection was let in. */
  public void connectionOpened() {
    door.connections(1);
  }

  /** A connection is gone. */
  public void connectionClosed() {
    door.connections(-1);
  }

  /** A TLS handshake failed. */
  public void handshakeFailed(HandshakeFailure reason) {
    door.handshakeFailed(reason);
  }

  /** A refused connection that would have been recorded, were there not too many. */
  public void refusalNotRecorded() {
    audit.unrecorded();
  }

  /** Bytes of request bodies that are held in memory now. */
  public void bufferedBytes(long bytes) {
    door.buffered(bytes);
  }

  /** A configuration was taken over. */
  public void configApplied(long generation) {
    audit.configApplied(generation);
  }

  /** A new configuration was refused; the old one goes on. */
  public void configRefused() {
    audit.configRefused();
  }

  /** Whether the keys in use are those that should be. */
  public void keysValid(boolean valid) {
    audit.keysValid(valid);
  }

  /** The page. */
  public MetricsPage page() {
    return new MetricsPage(registry);
  }
}
