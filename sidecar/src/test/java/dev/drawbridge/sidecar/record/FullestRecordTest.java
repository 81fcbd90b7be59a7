package dev.drawbridge.sidecar.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.Durability;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.audit.writer.LogSettings;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.config.GoldenConfig;
import dev.drawbridge.sidecar.config.SidecarConfig;
import dev.drawbridge.sidecar.keys.Epochs;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.tls.ClientCertificate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration that is taken leaves room for every record that may have to be made by it. */
class FullestRecordTest {

  private static final long LARGEST = (1L << 53) - 1;
  private static final String HASH = "hmac-sha256:" + "f".repeat(32) + ":" + "0".repeat(64);

  /** With texts of 500 bytes together: 36 + 7 + 128 + 2 * 63 + 19 + 184. */
  private static final SidecarConfig CONFIG =
      GoldenConfig.with(
          "\"version\": \"2026-10-01\"",
          "\"version\": \"" + "v".repeat(128) + "\"",
          "\"class\": \"confidential\"",
          "\"class\": \"" + "c".repeat(63) + "\"",
          "\"retentionClass\": \"confidential\"",
          "\"retentionClass\": \"" + "c".repeat(63) + "\"",
          "\"legalBasis\": \"GDPR 6(1)(b)\"",
          "\"legalBasis\": \"LegitimateInterests\"",
          "\"purpose\": \"support\"",
          "\"purpose\": \"" + "p".repeat(184) + "\"");

  @TempDir Path folder;
  private AuditLog log;
  private RecordWriter writer;
  private Epochs epochs;

  @BeforeEach
  void open() throws IOException, GeneralSecurityException {
    LogSigner signer =
        new LogSigner("c1/a/b/c/0", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
    log =
        AuditLog.open(
            new LogSettings(
                "c1/a/b/c/0",
                Durability.GROUP,
                new LogSettings.Limits(64, 1 << 20, 1 << 24, 1 << 24),
                new LogSettings.Rhythm(
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2))),
            new LogKeys(signer, new FileKeyEncryptionKey(new byte[32])),
            new DiskStorage(folder),
            Optional.empty(),
            LogClock.system());
    epochs = new Epochs(epoch -> new byte[32], LogClock.system().wallMicros());
    assertThat(epochs.epoch()).isEqualTo(Pseudonyms.epochAt(LogClock.system().wallMicros()));
    writer = new RecordWriter(log, new HasherPool(epochs));
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  /** Somebody who is no consumer, under the longest id that is believed. */
  private static RequestRecord request() {
    String spiffe = "spiffe://a/" + "b".repeat(245);
    ClientCertificate certificate =
        new ClientCertificate(List.of(), "f".repeat(64), "f".repeat(40));
    RequestRecord request =
        new RequestRecord(
            new ConfigTexts(CONFIG), new Requester(certificate, spiffe), new TraceIds());
    request.operation(
        Arrays.stream(Operation.values())
            .max(Comparator.comparingInt(one -> one.text().length()))
            .orElseThrow());
    request.stream(true);
    request.promptChars(LARGEST);
    request.prompt(LARGEST, HASH);
    return request;
  }

  @Test
  void refusalsAndAcceptedRequestsFit() {
    Rule longest =
        Arrays.stream(Rule.values())
            .max(Comparator.comparingInt(rule -> rule.id().length()))
            .orElseThrow();

    assertThat(writer.denied(request(), longest, 503, 16, UNHEARD)).isEqualTo(Admission.TAKEN);
    assertThat(writer.accepted(request(), UNHEARD)).isEqualTo(Admission.TAKEN);
  }

  private static final Receipt UNHEARD =
      new Receipt() {
        @Override
        public void durable(long index) {}

        @Override
        public void lost() {}
      };
}
