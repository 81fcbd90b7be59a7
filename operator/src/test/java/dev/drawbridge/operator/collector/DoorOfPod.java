package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.sidecar.export.Acknowledgement;
import dev.drawbridge.sidecar.export.ConfigReport;
import dev.drawbridge.sidecar.export.ExchangeWitness;
import dev.drawbridge.sidecar.export.ExportedLog;
import dev.drawbridge.sidecar.export.LogPort;
import dev.drawbridge.sidecar.keys.KeyFiles;
import dev.drawbridge.tls.PemIdentity;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The log port of a simulated pod, with the keys and the certificate that operator and cert-manager
 * made for it.
 */
final class DoorOfPod implements AutoCloseable {

  /** What it says of its configuration. */
  volatile ConfigReport config = new ConfigReport("sha256:none", true, "", "");

  private final AuditLog log;
  private final StoppableClock clock;
  private final Acknowledgement acknowledgement;
  private final LogPort port;

  private DoorOfPod(AuditLog log, StoppableClock clock, ExportedLog exported, Opening opening)
      throws IOException {
    this.log = log;
    this.clock = clock;
    this.acknowledgement = opening.acknowledgement();
    this.port =
        LogPort.open(
            opening.port(),
            new ExportedLog(exported.folder(), exported.key(), log::status, () -> config),
            opening::identity,
            () -> LoggingPod.COLLECTOR,
            opening.witness(),
            opening.acknowledgement());
  }

  private record Opening(
      int port, PemIdentity identity, ExchangeWitness witness, Acknowledgement acknowledgement) {}

  /**
   * Opens it.
   *
   * @param base of the log's name: cluster, namespace and name of the deployment
   */
  static DoorOfPod of(KubernetesClient client, Pod pod, String base, Path folder, int port)
      throws IOException {
    String namespace = pod.getMetadata().getNamespace();
    Path certificates = write(client, namespace, "model-tls", folder.resolve("certificates"));
    Path keys = write(client, namespace, "audit-keys", folder.resolve("keys"));
    String origin = "%s/%s/0".formatted(base, pod.getMetadata().getUid());
    DiskStorage storage = new DiskStorage(folder.resolve("log"));
    Acknowledgement acknowledgement = Acknowledgement.beside(storage);
    ExchangeWitness witness = new ExchangeWitness(acknowledgement, System::nanoTime);
    var signer = new KeyFiles(keys).signer(origin);
    StoppableClock clock = new StoppableClock();
    AuditLog log =
        AuditLog.open(
            LogHistory.settings(origin),
            new LogKeys(signer, new FileKeyEncryptionKey(new byte[32])),
            storage,
            Optional.of(witness),
            clock);
    return new DoorOfPod(
        log,
        clock,
        new ExportedLog(
            storage, signer.verifier(), log::status, () -> new ConfigReport("", true, "", "")),
        new Opening(port, PemIdentity.read(certificates), witness, acknowledgement));
  }

  void record() {
    LogHistory.record(log, 1);
  }

  /** As one whose log hangs: it answers, and shows neither records nor a heartbeat. */
  void hang() {
    clock.stop();
  }

  void goOn() {
    clock.start();
  }

  /** Whether the collector has all that the log has signed. */
  boolean isCollected() {
    return acknowledgement.cursor().index() >= log.status().checkpointSize();
  }

  /** Whether a checkpoint covers all that is in the log. */
  boolean isSigned() {
    return log.status().checkpointSize() >= log.status().entries();
  }

  /** Whether the collector has all that is in the log. */
  boolean isWhollyCollected() {
    return acknowledgement.cursor().index() >= log.status().entries();
  }

  /** As the kubelet mounts it. */
  static Path write(KubernetesClient client, String namespace, String secret, Path folder)
      throws IOException {
    Secret found = client.secrets().inNamespace(namespace).withName(secret).get();
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : found.getData().entrySet()) {
      Files.write(folder.resolve(file.getKey()), Base64.getDecoder().decode(file.getValue()));
    }
    return folder;
  }

  @Override
  public void close() throws IOException {
    log.close();
    port.close();
  }
}
