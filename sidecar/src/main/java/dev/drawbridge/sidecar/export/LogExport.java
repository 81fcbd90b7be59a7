package dev.drawbridge.sidecar.export;

import dev.drawbridge.audit.store.Storage;
import dev.drawbridge.audit.witness.Witness;
import dev.drawbridge.tls.PemIdentity;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way of a log out of the pod, put together: the witness that the log is opened with, and then
 * the port. To be closed after the log, so that its end is fetched.
 */
public final class LogExport implements AutoCloseable {

  /** The collector comes every second or so, and has little left to fetch then. */
  private static final Duration FOR_THE_END = Duration.ofSeconds(8);

  private final Acknowledgement acknowledgement;
  private final ExchangeWitness witness;
  private @Nullable LogPort port;

  private LogExport(Acknowledgement acknowledgement) {
    this.acknowledgement = acknowledgement;
    witness = new ExchangeWitness(acknowledgement, System::nanoTime);
  }

  /** That of a log in a folder. */
  public static LogExport beside(Storage log) throws IOException {
    return new LogExport(Acknowledgement.beside(log));
  }

  /** Asks whoever comes to the port. */
  public Witness witness() {
    return witness;
  }

  /** Entries that are durable at the collector, as far as it has said. */
  public long acknowledged() {
    return acknowledgement.cursor().index();
  }

  /**
   * Opens the port.
   *
   * @param number 0 for any that is free
   * @param log the one that was opened with {@link #witness}
   * @param identity of the sidecar; asked at each handshake, so it may change
   * @param collector SPIFFE id of the one who may fetch; asked at each request, so it may change
   */
  public synchronized void open(
      int number, ExportedLog log, Supplier<PemIdentity> identity, Supplier<String> collector)
      throws IOException {
    port = LogPort.open(number, log, identity, collector, witness, acknowledgement);
  }

  public synchronized int port() {
    LogPort open = port;
    if (open == null) {
      throw new IllegalStateException("the port is not open");
    }
    return open.port();
  }

  /** Waits until the collector has the end of the log, for some seconds, if a collector comes. */
  @Override
  public synchronized void close() {
    LogPort open = port;
    if (open == null) {
      return;
    }
    port = null;
    try (open) {
      var _ = open.awaitEnd(FOR_THE_END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // and no more patience
    }
  }
}
