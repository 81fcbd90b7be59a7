package dev.drawbridge.sidecar.export;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.record.AuditRecord;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.testbed.authority.IssuedCertificate;
import dev.drawbridge.testbed.authority.TestAuthority;
import dev.drawbridge.tls.MutualTls;
import dev.drawbridge.tls.PemIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A log that is written and a port at which it is fetched, with certificates and sockets. */
final class Served implements AutoCloseable {

  static final String MODEL = "spiffe://example/ns/x/model";
  static final String COLLECTOR = "spiffe://example/collector";
  static final String ORIGIN = "c1/research/lab/uid/0";
  static final LogSigner SIGNER = signer();
  private static final long SEGMENT = 16 << 10;

  final TestAuthority authority = new TestAuthority();
  volatile PemIdentity identity = identity(authority.issue(MODEL));
  final DiskStorage folder;
  final Acknowledgement acknowledgement;
  final AuditLog log;
  final LogPort port;
  private final HttpClient collector;

  private static LogSigner signer() {
    try {
      return new LogSigner(ORIGIN, KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** With a log that waits for nobody for long. */
  Served(Path path) throws IOException {
    this(path, Duration.ofMillis(100));
  }

  /**
   * Opens log and port.
   *
   * @param patience with which the log waits for a cosignature
   */
  Served(Path path, Duration patience) throws IOException {
    folder = new DiskStorage(path);
    acknowledgement = Acknowledgement.beside(folder);
    ExchangeWitness witness = new ExchangeWitness(acknowledgement, System::nanoTime, patience);
    log =
        AuditLog.open(
            settings(),
            new LogKeys(SIGNER, new FileKeyEncryptionKey(new byte[32])),
            folder,
            Optional.of(witness),
            LogClock.system());
    port =
        LogPort.open(
            0,
            new ExportedLog(
                folder,
                SIGNER.verifier(),
                log::status,
                () ->
                    new ConfigReport(
                        "sha256:abc", false, "consumers[0].name is missing", "kek-1 is missing")),
            () -> identity,
            () -> COLLECTOR,
            witness,
            acknowledgement);
    collector = client(identity(authority.issue(COLLECTOR)));
  }

  private static LogSettings settings() {
    return new LogSettings(
        ORIGIN,
        Durability.GROUP,
        new LogSettings.Limits(64, SEGMENT, 1 << 24, 1 << 24),
        new LogSettings.Rhythm(
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2)));
  }

  static PemIdentity identity(IssuedCertificate issued) {
    return new PemIdentity(
        List.of(issued.certificate()), issued.keys().getPrivate(), List.of(issued.authority()));
  }

  static HttpClient client(PemIdentity identity) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(new MutualTls(() -> identity, host -> MODEL).context())
        .build();
  }

  /** Appends requests and returns when the last record of them is on disk. */
  void requests(int count) throws Exception {
    CompletableFuture<Long> last = new CompletableFuture<>();
    AuditRecord record = new AuditRecord();
    for (int i = 0; i < count; i++) {
      CompletableFuture<Long> durable = new CompletableFuture<>();
      record
          .begin(Event.INFERENCE_DENIED)
          .text(Field.MODEL_NAME, "lab")
          .number(Field.HTTP_STATUS, 403);
      log.append(record, new Telling(durable));
      last = durable;
      last.get();
    }
  }

  private record Telling(CompletableFuture<Long> durable) implements Receipt {
    @Override
    public void durable(long index) {
      durable.complete(index);
    }

    @Override
    public void lost() {
      durable.completeExceptionally(new IOException("lost"));
    }
  }

  URI uri(String path) {
    return URI.create("https://127.0.0.1:" + port.port() + path);
  }

  HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)));
  }

  HttpResponse<byte[]> get(String path, String range) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(uri(path)).header("Range", range));
  }

  HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return collector.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  @Override
  public void close() throws IOException {
    log.close();
    port.close();
    collector.close();
  }
}
