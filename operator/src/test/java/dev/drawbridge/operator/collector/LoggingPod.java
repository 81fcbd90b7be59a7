package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.audit.writer.AuditLog;
import dev.drawbridge.audit.writer.LogClock;
import dev.drawbridge.audit.writer.LogKeys;
import dev.drawbridge.operator.control.audit.KeyRecord;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.sidecar.export.Acknowledgement;
import dev.drawbridge.sidecar.export.ConfigReport;
import dev.drawbridge.sidecar.export.ExchangeWitness;
import dev.drawbridge.sidecar.export.ExportedLog;
import dev.drawbridge.sidecar.export.LogPort;
import dev.drawbridge.testbed.authority.IssuedCertificate;
import dev.drawbridge.tls.PemIdentity;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** A pod that writes a real log and shows it at a real port, and how the cluster knows of it. */
final class LoggingPod implements AutoCloseable {

  static final String COLLECTOR = "spiffe://drawbridge.internal/collector";

  final DeploymentKey deployment;
  final String uid;
  final Path folder;
  final LogSigner signer;
  final AuditLog log;
  final LogPort port;
  volatile ConfigReport config = new ConfigReport("sha256:1", true, "", "");
  private final LogSigner published;

  LoggingPod(String name, Path folder, IssuedCertificate certificate) throws IOException {
    deployment = new DeploymentKey("research", name);
    uid = "uid-" + name;
    this.folder = folder;
    KeyPair keys = keys();
    published = new LogSigner("c1/research/" + name, keys);
    signer = new LogSigner("c1/research/%s/%s/0".formatted(name, uid), keys);
    DiskStorage storage = new DiskStorage(folder);
    Acknowledgement acknowledgement = Acknowledgement.beside(storage);
    ExchangeWitness witness = new ExchangeWitness(acknowledgement, System::nanoTime);
    log =
        AuditLog.open(
            LogHistory.settings(signer.verifier().name()),
            new LogKeys(signer, new FileKeyEncryptionKey(new byte[32])),
            storage,
            Optional.of(witness),
            LogClock.system());
    PemIdentity identity =
        new PemIdentity(
            List.of(certificate.certificate()),
            certificate.keys().getPrivate(),
            List.of(certificate.authority()));
    port =
        LogPort.open(
            0,
            new ExportedLog(storage, signer.verifier(), log::status, () -> config),
            () -> identity,
            () -> COLLECTOR,
            witness,
            acknowledgement);
  }

  static String id(String name) {
    return "spiffe://drawbridge.internal/ns/%s/model"
        .formatted(ServingNames.namespace(new DeploymentKey("research", name)));
  }

  private static KeyPair keys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  Pod pod() {
    return pod(deployment, uid);
  }

  static Pod pod(DeploymentKey deployment, String uid) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(ServingNames.namespace(deployment))
        .withName(deployment.name() + "-pod")
        .withUid(uid)
        .withLabels(Labels.of(deployment))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .withPodIP("127.0.0.1")
        .endStatus()
        .build();
  }

  ConfigMap keyRecord() {
    return keyRecord(deployment, published.verifier().vkey());
  }

  static ConfigMap keyRecord(DeploymentKey deployment, String vkey) {
    return new KeyRecord(KeyRecord.State.MADE, "", vkey, "", new TreeSet<>(), new TreeSet<>(), "")
        .published(
            new ObjectMetaBuilder()
                .withNamespace(ServingNames.namespace(deployment))
                .withName(ServingNames.AUDIT_KEYS)
                .build());
  }

  @Override
  public void close() throws IOException {
    log.close();
    port.close();
  }
}
