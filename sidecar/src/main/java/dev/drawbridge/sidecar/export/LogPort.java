package dev.drawbridge.sidecar.export;

import static dev.drawbridge.sidecar.export.Exchange.FAILED;
import static dev.drawbridge.sidecar.export.Exchange.FORBIDDEN;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.drawbridge.audit.writer.LogStatus;
import dev.drawbridge.sidecar.export.Exchange.Refusal;
import dev.drawbridge.tls.MutualTls;
import dev.drawbridge.tls.PemIdentity;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The port at which the collector fetches the log. Not the way of requests: a handful of calls a
 * second, on threads of their own.
 */
public final class LogPort implements AutoCloseable {

  /**
   * Bounds of the JDK's server, which reads them once in a process. It has no other way to set
   * them. In seconds: for a request to be there, for an answer to be taken.
   */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "60",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.nodelay", "true",
          "jdk.httpserver.maxConnections", "64");

  private static final int BACKLOG = 16;

  private final HttpsServer server;
  private final ExecutorService threads;
  private final ExportedLog log;
  private final ExchangeWitness witness;
  private final Acknowledgement acknowledgement;

  private LogPort(
      HttpsServer server,
      ExecutorService threads,
      ExportedLog log,
      ExchangeWitness witness,
      Acknowledgement acknowledgement) {
    this.server = server;
    this.threads = threads;
    this.log = log;
    this.witness = witness;
    this.acknowledgement = acknowledgement;
  }

  /**
   * Opens the port.
   *
   * @param port 0 for any that is free
   * @param identity of the sidecar; asked at each handshake, so it may change
   * @param collector SPIFFE id of the one who may fetch; asked at each request, so it may change
   * @param witness the one that the log was opened with
   */
  public static LogPort open(
      int port,
      ExportedLog log,
      Supplier<PemIdentity> identity,
      Supplier<String> collector,
      ExchangeWitness witness,
      Acknowledgement acknowledgement)
      throws IOException {
    BOUNDS.forEach(System.getProperties()::putIfAbsent);
    MutualTls tls = new MutualTls(identity);
    CollectorOnly gate = new CollectorOnly(tls, collector);
    LogRoutes routes = new LogRoutes(log, witness, acknowledgement);
    HttpsServer server = HttpsServer.create(new InetSocketAddress(port), BACKLOG);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setHttpsConfigurator(new ClientsWithCertificate(tls.context()));
    server.setExecutor(threads);
    server.createContext(
        "/", http -> serve(new Exchange(http), (HttpsExchange) http, gate, routes, witness));
    server.start();
    return new LogPort(server, threads, log, witness, acknowledgement);
  }

  /** Asks every client for its certificate. TLS 1.3, since both ends are ours. */
  private static final class ClientsWithCertificate extends HttpsConfigurator {

    ClientsWithCertificate(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters wanted) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {"TLSv1.3"});
      tls.setNeedClientAuth(true);
      wanted.setSSLParameters(tls);
    }
  }

  private static void serve(
      Exchange exchange,
      HttpsExchange http,
      CollectorOnly gate,
      LogRoutes routes,
      ExchangeWitness witness)
      throws IOException {
    try (http) {
      Optional<String> refusal = gate.refusal(http.getSSLSession());
      if (refusal.isPresent()) {
        exchange.header("Connection", "close");
        exchange.problem(FORBIDDEN, refusal.get());
        return;
      }
      witness.contact();
      try {
        routes.answer(exchange);
      } catch (Refusal refused) {
        exchange.problem(refused.status(), String.valueOf(refused.getMessage()));
      } catch (IOException e) {
        exchange.problem(FAILED, String.valueOf(e.getMessage()));
      }
    }
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /** Entries that the collector does not have yet, as far as it has said. */
  public long unshipped() {
    LogStatus status = log.status().get();
    return Math.max(0, status.entries() - acknowledgement.cursor().index());
  }

  /**
   * To be called when the log is closed: waits until the collector has its end, if a collector
   * comes at all.
   *
   * @return whether it has
   */
  public boolean awaitEnd(Duration patience) throws InterruptedException {
    long size = log.status().get().entries();
    return acknowledgement.await(size, witness.isPresent() ? patience : Duration.ZERO);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
