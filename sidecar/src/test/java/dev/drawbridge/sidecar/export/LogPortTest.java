package dev.drawbridge.sidecar.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.verify.Report;
import dev.drawbridge.audit.verify.Trust;
import dev.drawbridge.audit.verify.Verifier;
import dev.drawbridge.testbed.authority.IssuedCertificate;
import dev.drawbridge.testbed.authority.TestAuthority;
import dev.drawbridge.tls.PemIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The log port over real sockets, as the collector and others see it. */
class LogPortTest {

  @TempDir Path path;
  private Served served;

  @BeforeEach
  void open() throws IOException {
    served = new Served(path);
  }

  @AfterEach
  void close() throws IOException {
    served.close();
  }

  @Test
  void whatIsFetchedIsALogThatVerifies(@TempDir Path copy) throws Exception {
    served.requests(200);
    long size = checkpointBeyond(200).size();

    Map<String, Long> files = files();
    for (Map.Entry<String, Long> file : files.entrySet()) {
      Path target = copy.resolve(file.getKey());
      Files.createDirectories(target.getParent());
      Files.write(target, fetch(file.getKey(), file.getValue()));
    }

    Report report =
        Verifier.verify(new DiskStorage(copy), Trust.of(key(), List.of(), 0), List.of(), List.of());
    assertThat(report.intact()).as(report.text()).isTrue();
    assertThat(report.entries()).isGreaterThanOrEqualTo(size);
    assertThat(report.segments()).isGreaterThan(1);
  }

  @Test
  void showsNoByteThatNoCheckpointCovers() throws Exception {
    served.requests(20);

    long size = checkpointBeyond(20).size();
    Map<String, Long> files = files();

    assertThat(files).containsEntry("hashes/0", size * TreeHash.BYTES);
    assertThat(files.get("segments/00000000.seg"))
        .isLessThan(Files.size(path.resolve("segments/00000000.seg")));
  }

  @Test
  void provesThatTheLogHasGrown() throws Exception {
    Checkpoint before = checkpointBeyond(0);
    served.requests(10);
    Checkpoint after = checkpointBeyond(before.size());

    HttpResponse<byte[]> answer = served.get("/v1/checkpoint?old=" + before.size());

    Answer read = Answer.of(answer.body());
    assertThat(read.oldSize()).isEqualTo(before.size());
    assertThat(
            new Proofs(new TreeHash())
                .consistent(
                    before.size(),
                    before.root(),
                    read.checkpoint().size(),
                    read.checkpoint().root(),
                    read.proof()))
        .isTrue();
    assertThat(read.checkpoint().size()).isGreaterThanOrEqualTo(after.size());
  }

  @Test
  void saysThatThereIsNothingNewAndThatThereIsLessThanThat() throws Exception {
    long size = settled();

    assertThat(served.get("/v1/checkpoint?old=" + size).statusCode()).isEqualTo(204);
    HttpResponse<byte[]> less = served.get("/v1/checkpoint?old=" + (size + 1));
    assertThat(less.statusCode()).isEqualTo(409);
    assertThat(text(less)).contains("\"checkpointSize\":" + size);
  }

  @Test
  void handsTheCosignatureToTheLog(@TempDir Path patient) throws Exception {
    served.close();
    served = new Served(patient, Duration.ofSeconds(5));
    Path kept = patient.resolve("checkpoint.cosigned");
    WitnessSigner signer =
        new WitnessSigner("w", KeyPairGenerator.getInstance("ML-DSA-44").generateKeyPair());

    await().until(() -> cosignNewest(signer) && Files.exists(kept));

    SignedNote note = SignedNote.parse(Files.readAllBytes(kept));
    assertThat(signer.verifier().verifies(note)).isTrue();
    assertThat(key().verifies(note)).isTrue();
  }

  private boolean cosignNewest(WitnessSigner signer) throws Exception {
    served.requests(1);
    Checkpoint newest = checkpointBeyond(0);
    SignedNote.Signature signature = signer.cosign(newest, 1);
    byte[] line = lineOf(new SignedNote(newest.text(), List.of(signature)));
    return served.post("/v1/cosignature?size=" + newest.size(), line).statusCode() == 204;
  }

  private static byte[] lineOf(SignedNote note) {
    String text = new String(note.encode(), StandardCharsets.UTF_8);
    return text.substring(text.indexOf("\n\n") + 2).getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void refusesWhatIsNoCosignature() throws Exception {
    byte[] short64 = "\u2014 w AAAAAAAA\n".getBytes(StandardCharsets.UTF_8);

    assertThat(served.post("/v1/cosignature?size=1", short64).statusCode()).isEqualTo(400);
    assertThat(served.post("/v1/cosignature?size=1", new byte[0]).statusCode()).isEqualTo(400);
    assertThat(served.post("/v1/cosignature", short64).statusCode()).isEqualTo(400);
    assertThat(served.post("/v1/cosignature?size=1", new byte[20_000]).statusCode()).isEqualTo(413);
  }

  @Test
  void remembersWhatWasAcknowledgedAndNeverGoesBack() throws Exception {
    long size = settled();

    assertThat(acknowledge(size, 1).statusCode()).isEqualTo(204);
    assertThat(acknowledge(1, 0).statusCode()).isEqualTo(204);

    assertThat(Acknowledgement.beside(served.folder).cursor())
        .isEqualTo(new Acknowledgement.Cursor(size, 1));
    assertThat(text(served.get("/v1/status"))).contains("\"acknowledged\":" + size);
    assertThat(acknowledge(size + 1, 0).statusCode()).isEqualTo(409);
    assertThat(acknowledge(0, size + 1).statusCode()).isEqualTo(409);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[1,2]",
        "{\"index\":1}",
        "{\"index\":1,\"witness\":-1}",
        "{\"index\":1.5,\"witness\":1}",
        "{\"index\":1,\"witness\":1,\"more\":1}",
        "{\"index\":99999999999999999999,\"witness\":1}"
      })
  void refusesWhatIsNoAcknowledgement(String body) throws Exception {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);

    assertThat(served.post("/v1/acknowledge", bytes).statusCode()).isEqualTo(400);
  }

  @Test
  void saysHowLogAndConfigurationAre() throws Exception {
    assertThat(text(served.get("/v1/status")))
        .contains(
            "\"origin\":\"" + Served.ORIGIN,
            "\"key\":\"" + key().vkey(),
            "\"state\":\"OPEN\"",
            "\"configDigest\":\"sha256:abc\"",
            "\"configValid\":false",
            "\"configProblem\":\"consumers[0].name is missing\"",
            "\"keyProblem\":\"kek-1 is missing\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/v1",
        "/v1/files/",
        "/v1/files/lock",
        "/v1/files/collector/acknowledged",
        "/v1/files/../log.key",
        "/v1/files/segments/../checkpoint",
        "/v1/files/%63heckpoint",
        "/v1/files//checkpoint",
        "/v1/files/segments/spare",
        "/v1/files/segments/00000099.seg"
      })
  void knowsNoOtherNames(String name) throws Exception {
    checkpointBeyond(0);

    assertThat(served.get(name).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"bytes=0-0, 400", "bytes=-5, 400", "lines=1-, 400", "bytes=999999999-, 416"})
  void refusesOtherRanges(String range, int status) throws Exception {
    checkpointBeyond(0);

    assertThat(served.get("/v1/files/checkpoint", range).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"/v1/status, GET", "/v1/files, GET", "/v1/checkpoint, GET"})
  void saysWhichMethodIsUnderstood(String name, String method) throws Exception {
    HttpResponse<byte[]> answer = served.post(name, new byte[0]);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains(method);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://example/ns/x/consumer/chatbot",
        "spiffe://example/collector/more",
        "spiffe://other/collector"
      })
  void isForTheCollectorAlone(String somebody) throws Exception {
    assertThat(statusAs(served.authority.issue(somebody))).isEqualTo(403);
    assertThat(statusAs(served.authority.issue(Served.COLLECTOR, somebody))).isEqualTo(403);
    assertThat(statusAs(served.authority.issue(Served.COLLECTOR))).isEqualTo(200);
  }

  @Test
  void letsNobodyInWhoseCertificateIsNotBelieved() {
    Instant now = Instant.now();
    IssuedCertificate forged =
        new TestAuthority().issue(Served.COLLECTOR).believing(served.authority.certificate());
    IssuedCertificate expired =
        served.authority.issue(
            TestAuthority.keys("EC"), now.minusSeconds(60), now.minusSeconds(1), Served.COLLECTOR);
    IssuedCertificate notYetValid =
        served.authority.issue(
            TestAuthority.keys("EC"), now.plusSeconds(600), now.plusSeconds(700), Served.COLLECTOR);

    for (IssuedCertificate one : List.of(forged, expired, notYetValid)) {
      assertThatIOException().isThrownBy(() -> statusAs(one));
    }
  }

  @Test
  void looksAtTheCertificateAgainWhenTrustHasChanged() throws Exception {
    try (HttpClient client =
        Served.client(Served.identity(served.authority.issue(Served.COLLECTOR)))) {
      HttpRequest request = HttpRequest.newBuilder(served.uri("/v1/status")).build();
      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);

      PemIdentity before = served.identity;
      served.identity =
          new PemIdentity(before.chain(), before.key(), List.of(new TestAuthority().certificate()));

      assertThat(client.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
    }
  }

  private int statusAs(IssuedCertificate issued) throws IOException, InterruptedException {
    try (HttpClient client = Served.client(Served.identity(issued))) {
      return client
          .send(HttpRequest.newBuilder(served.uri("/v1/status")).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void waitsForTheEndToBeFetchedOnlyWhereACollectorComes() throws Exception {
    assertThat(served.port.awaitEnd(Duration.ofMinutes(1))).isFalse();

    settled();
    served.log.close();
    long size = served.log.status().entries();
    acknowledge(size, size);

    assertThat(served.port.awaitEnd(Duration.ZERO)).isTrue();
    assertThat(served.port.unshipped()).isZero();
  }

  private HttpResponse<byte[]> acknowledge(long index, long witness)
      throws IOException, InterruptedException {
    String body = "{\"index\":%d,\"witness\":%d}".formatted(index, witness);
    return served.post("/v1/acknowledge", body.getBytes(StandardCharsets.UTF_8));
  }

  /** The checkpoint when nothing more is being written. */
  private long settled() throws Exception {
    return await()
        .until(() -> checkpointBeyond(0).size(), size -> size == served.log.status().entries());
  }

  private Checkpoint checkpointBeyond(long size) {
    HttpResponse<byte[]> answer =
        await()
            .until(
                () -> served.get("/v1/checkpoint?old=0"),
                one -> one.statusCode() == 200 && Answer.of(one.body()).checkpoint().size() > size);
    return Answer.of(answer.body()).checkpoint();
  }

  private Map<String, Long> files() throws Exception {
    Map<String, Long> files = new LinkedHashMap<>();
    try (JsonParser json = new JsonFactory().createParser(served.get("/v1/files").body())) {
      String name = "";
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING) {
          name = json.getText();
        } else if (token == JsonToken.VALUE_NUMBER_INT) {
          files.put(name, json.getLongValue());
        }
      }
    }
    return files;
  }

  private byte[] fetch(String name, long bytes) throws Exception {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (all.size() < bytes) {
      HttpResponse<byte[]> part =
          served.get("/v1/files/" + name, "bytes=%d-".formatted(all.size()));
      assertThat(part.statusCode()).isIn(200, 206);
      all.writeBytes(part.body());
    }
    return Arrays.copyOf(all.toByteArray(), (int) bytes);
  }

  private VerifierKey key() {
    return Served.SIGNER.verifier();
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  /** The answer to the question for a checkpoint. */
  private record Answer(long oldSize, List<byte[]> proof, Checkpoint checkpoint) {

    static Answer of(byte[] body) {
      long oldSize = -1;
      List<byte[]> proof = new ArrayList<>();
      Checkpoint checkpoint = null;
      try (JsonParser json = new JsonFactory().createParser(body)) {
        for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
          if (token == JsonToken.VALUE_NUMBER_INT) {
            oldSize = json.getLongValue();
          } else if (token == JsonToken.VALUE_STRING && "note".equals(json.currentName())) {
            SignedNote note = SignedNote.parse(json.getText().getBytes(StandardCharsets.UTF_8));
            checkpoint = Checkpoint.parse(note.text());
          } else if (token == JsonToken.VALUE_STRING) {
            proof.add(json.getBinaryValue());
          }
        }
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      if (checkpoint == null) {
        throw new AssertionError("no note in " + new String(body, StandardCharsets.UTF_8));
      }
      return new Answer(oldSize, proof, checkpoint);
    }
  }
}
