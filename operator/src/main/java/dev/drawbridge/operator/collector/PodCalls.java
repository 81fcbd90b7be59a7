package dev.drawbridge.operator.collector;

import dev.drawbridge.tls.IdentityFolder;
import dev.drawbridge.tls.MutualTls;
import dev.drawbridge.tls.PemIdentity;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls to pods, over mutual TLS. At an address only that server is believed whose pod should be
 * there.
 */
final class PodCalls implements PodLogs, AutoCloseable {

  private static final Duration CONNECT = Duration.ofSeconds(2);

  private static final String ENDING = "the operator is shutting down";

  private final Path certificates;
  private final Duration deadline;
  private final String trustDomain;
  private final int port;
  private final Map<String, String> servers = new ConcurrentHashMap<>();
  private @Nullable IdentityFolder identities;
  private @Nullable Made made;
  private boolean closed;

  /** A client, and the identity that it shows. */
  private record Made(PemIdentity identity, HttpClient client) {}

  /**
   * Makes calls with the certificate in a folder, which may come later and is taken anew when it
   * changes.
   *
   * @param port of every door
   * @param deadline for a whole call, body included
   */
  PodCalls(Path certificates, String trustDomain, int port, Duration deadline) {
    this.certificates = certificates;
    this.trustDomain = trustDomain;
    this.port = port;
    this.deadline = deadline;
  }

  @Override
  public PodLog of(LogPod pod) {
    String ip = pod.ip().orElseThrow();
    servers.put(ip, "spiffe://%s/ns/%s/model".formatted(trustDomain, pod.namespace()));
    String host = ip.contains(":") ? "[" + ip + "]" : ip;
    return new HttpPodLog(this, "https://%s:%d".formatted(host, port));
  }

  @Override
  public void keepOnly(Collection<LogPod> pods) {
    servers.keySet().retainAll(pods.stream().map(LogPod::ip).flatMap(Optional::stream).toList());
  }

  private String server(String host) throws CertificateException {
    String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    String id = servers.get(bare);
    if (id == null) {
      throw new CertificateException("no pod of ours should be at " + host);
    }
    return id;
  }

  private synchronized HttpClient client() throws IOException {
    if (closed) {
      throw new IOException(ENDING);
    }
    if (identities == null) {
      identities = new IdentityFolder(certificates, System::nanoTime);
    }
    PemIdentity now = identities.get();
    if (made == null || !made.identity().equals(now)) {
      if (made != null) {
        made.client().shutdown();
      }
      IdentityFolder current = identities;
      made =
          new Made(
              now,
              HttpClient.newBuilder()
                  .sslContext(new MutualTls(current, this::server).context())
                  .connectTimeout(CONNECT)
                  .proxy(HttpClient.Builder.NO_PROXY)
                  .version(HttpClient.Version.HTTP_1_1)
                  .build());
    }
    return made.client();
  }

  /**
   * Makes a call.
   *
   * @param most bytes of the answer
   * @throws IOException also if the whole of it takes longer than the deadline
   */
  HttpResponse<byte[]> send(HttpRequest request, int most) throws IOException {
    // The client's own timeout ends with the headers; this one covers the body too.
    CompletableFuture<HttpResponse<byte[]>> call =
        client().sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), most));
    try {
      return call.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IOException("no answer within %d s".formatted(deadline.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException(text(e.getCause() == null ? e : e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(ENDING);
    } finally {
      call.cancel(true);
    }
  }

  /** The client's own exceptions on the way to a connection have no text. */
  private static String text(Throwable failure) {
    Throwable cause = failure;
    while (cause.getMessage() == null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Cuts off the calls that are under way; there are no others any more. */
  @Override
  public synchronized void close() {
    closed = true;
    if (made != null) {
      made.client().shutdownNow();
      made = null;
    }
  }
}
