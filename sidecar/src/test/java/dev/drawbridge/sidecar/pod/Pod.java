package dev.drawbridge.sidecar.pod;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.verify.Code;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogStatus;
import dev.drawbridge.sidecar.Settings;
import dev.drawbridge.sidecar.Sidecar;
import dev.drawbridge.sidecar.keys.KeyFiles;
import dev.drawbridge.sidecar.pod.TestAuthority.Issued;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;

/**
 * A serving pod. When it is closed its log is verified: intact, and each request with exactly its
 * records.
 */
public final class Pod implements AutoCloseable {

  /** For the ports that speak in the clear. */
  private static final HttpClient PLAIN = HttpClient.newHttpClient();

  private static final String UID = "0f0e0d0c-0b0a-0908-0706-050403020100";

  public final TestAuthority authority = new TestAuthority();
  public final ModelServer model;
  public final PodConfig config;
  private final Path folder;
  private final Path log;
  private final Optional<Volume> volume;
  private final LogClock clock;
  private Sidecar sidecar;
  private List<KeyEncryptionKey> keks = List.of(new FileKeyEncryptionKey(new byte[32]));
  private boolean closed;
  private boolean leavesOpen;

  private Pod(PodConfig config, Optional<Volume> volume, LogClock clock) throws Exception {
    this.config = config;
    this.volume = volume;
    this.clock = clock;
    model = new ModelServer();
    folder = Files.createTempDirectory("pod");
    for (String name : List.of("certificates", "keys", "log")) {
      Files.createDirectory(folder.resolve(name));
    }
    log = volume.map(Volume::root).orElse(folder.resolve("log"));
    config.port(model.port());
    writeConfig(config.json());
    writeCertificates(authority);
    writeKeys();
    sidecar = started();
  }

  private Sidecar started() throws Exception {
    return Sidecar.start(
        new Settings(
            folder.resolve("sidecar.json"),
            folder.resolve("certificates"),
            folder.resolve("keys"),
            log,
            UID,
            2,
            new Settings.Ports(0, 0, 0, 0, 0)),
        clock);
  }

  public static Pod start() throws Exception {
    return start(new PodConfig());
  }

  public static Pod start(PodConfig config) throws Exception {
    return new Pod(config, Optional.empty(), LogClock.system());
  }

  /** With its log on a volume of the test. */
  public static Pod start(PodConfig config, Volume volume) throws Exception {
    return new Pod(config, Optional.of(volume), LogClock.system());
  }

  /** On a node whose clock is set by the test. */
  public static Pod start(PodConfig config, LogClock clock) throws Exception {
    return new Pod(config, Optional.empty(), clock);
  }

  /** Ends the sidecar's container, and starts another on the same log. */
  public void restart() throws Exception {
    ended();
    sidecar = started();
    closed = false;
  }

  public Sidecar sidecar() {
    return sidecar;
  }

  public void writeConfig(String json) throws IOException {
    Files.writeString(folder.resolve("sidecar.json"), json);
  }

  /** A certificate of the door, and who is trusted from now on. */
  public void writeCertificates(TestAuthority trusted) throws IOException {
    Issued own = authority.server();
    Path certificates = folder.resolve("certificates");
    Files.writeString(certificates.resolve("tls.crt"), TestAuthority.pem(own.certificate()));
    Files.writeString(
        certificates.resolve("tls.key"), TestAuthority.pem("PRIVATE KEY", own.key().getEncoded()));
    Files.writeString(certificates.resolve("ca.crt"), trusted.pem());
  }

  private void writeKeys() throws Exception {
    Path keys = folder.resolve("keys");
    byte[] key =
        KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    Files.writeString(keys.resolve("log.key"), TestAuthority.pem("PRIVATE KEY", key));
    Files.write(keys.resolve("kek"), new byte[32]);
    int epoch = Pseudonyms.epochAt(System.currentTimeMillis() * 1000);
    Files.write(keys.resolve("epoch-" + epoch), new byte[32]);
    Files.write(keys.resolve("epoch-" + (epoch + 1)), new byte[32]);
  }

  public Path log() {
    return log;
  }

  public Path keys() {
    return folder.resolve("keys");
  }

  /** A client of a consumer, with one version of HTTP. */
  public HttpClient client(String consumer, HttpClient.Version version) {
    return client(authority.client(PodConfig.spiffe(consumer)), version);
  }

  public HttpClient client(Issued certificate, HttpClient.Version version) {
    return HttpClient.newBuilder()
        .sslContext(authority.context(certificate))
        .version(version)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  public URI uri(String path) {
    return URI.create("https://localhost:%d%s".formatted(sidecar.doorPort(), path));
  }

  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30));
  }

  /** A question to the chat endpoint. */
  public HttpRequest.Builder chat(String json) {
    return request("/v1/chat/completions")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  /** Asks over HTTP/1.1 as the usual consumer. */
  public HttpResponse<String> ask(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = client("chatbot", HttpClient.Version.HTTP_1_1)) {
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  /** A connection of the usual consumer, without HTTP. */
  public SSLSocket raw() throws IOException {
    return raw(authority.client(PodConfig.spiffe("chatbot")));
  }

  public SSLSocket raw(Issued certificate) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            authority
                .context(certificate)
                .getSocketFactory()
                .createSocket("127.0.0.1", sidecar.doorPort());
    socket.setSoTimeout(30_000);
    return socket;
  }

  public HttpResponse<String> health(String path) throws Exception {
    return plain(sidecar.healthPort(), path);
  }

  public String metrics() throws Exception {
    return plain(sidecar.metricsPort(), "/metrics").body();
  }

  private static HttpResponse<String> plain(int port, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(port, path));
    return PLAIN.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  /** Records that are on disk by now. */
  public List<Map<Field, Object>> records() {
    return LogContent.read(log(), keks);
  }

  /** The log has segments under other keys too. */
  public void otherKeys(byte[]... others) {
    List<KeyEncryptionKey> all = new ArrayList<>(keks);
    for (byte[] other : others) {
      all.add(new FileKeyEncryptionKey(other));
    }
    keks = all;
  }

  public List<Map<Field, Object>> records(Event event) {
    return LogContent.of(records(), event);
  }

  /** Records that the log says it has not. */
  public long missing() {
    return records(Event.AUDIT_GAP).stream()
        .filter(gap -> "dropped".equals(gap.get(Field.GAP_REASON)))
        .mapToLong(gap -> (Long) gap.get(Field.GAP_RECORDS))
        .sum();
  }

  /** Waits until the log is so. */
  public void awaitLog(LogStatus.State state) throws InterruptedException {
    long until = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (sidecar.log().status().state() != state) {
      Thread.sleep(10);
      if (System.nanoTime() > until) {
        throw new AssertionError("not %s: %s".formatted(state, sidecar.log().status()));
      }
    }
  }

  /** Its log was ended under a request, whose end is therefore not on record. */
  public void leavesRequestsOpen() {
    leavesOpen = true;
  }

  /** Ends the pod, so that all records are there. */
  public Pod ended() {
    if (!closed) {
      closed = true;
      sidecar.close();
    }
    return this;
  }

  @Override
  public void close() throws Exception {
    if (volume.isPresent()) {
      volume.get().thaws(); // a test that failed meanwhile has not, and the log would not end
    }
    ended();
    model.close();
    try {
      verify();
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** What the verifier says of the log. */
  public Report report() throws IOException {
    VerifierKey key = new KeyFiles(keys()).signer(sidecar.origin()).verifier();
    return Verifier.verify(new DiskStorage(log()), Trust.of(key, List.of(), 0), List.of(), keks);
  }

  private void verify() throws IOException {
    Report report = report();
    assertThat(report.intact()).as(report.text()).isTrue();
    if (leavesOpen) {
      return;
    }
    assertThat(report.counts())
        .as(report.text())
        .doesNotContainKeys(Code.ACCEPTED_WITHOUT_COMPLETED, Code.NOT_CLOSED, Code.CRASHED);
    eachRequestHasItsRecords();
  }

  private void eachRequestHasItsRecords() {
    Map<Object, String> byTrace = new HashMap<>();
    for (Map<Field, Object> one : records()) {
      Object trace = one.get(Field.TRACE_ID);
      if (trace != null) {
        byTrace.merge(trace, String.valueOf(one.get(Field.EVENT)), (a, b) -> a + " " + b);
      }
    }
    assertThat(byTrace.values())
        .allMatch(
            events ->
                events.equals("inference.accepted inference.completed")
                    || events.equals("inference.denied"));
  }
}
