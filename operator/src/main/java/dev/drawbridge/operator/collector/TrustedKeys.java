package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.operator.cluster.ClusterView;
import dev.drawbridge.operator.control.audit.KeyRecord;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.Optional;

/**
 * The keys of logs, as the operator published them when it made them: in a serving namespace, where
 * nobody else writes.
 */
final class TrustedKeys {

  private final ClusterView cluster;

  TrustedKeys(ClusterView cluster) {
    this.cluster = cluster;
  }

  /** The key of a pod's log, under the log's name; empty while the keys are not made. */
  Optional<VerifierKey> of(LogPod pod) {
    ObjectKey name = new ObjectKey("ConfigMap", pod.namespace(), ServingNames.AUDIT_KEYS);
    return cluster.servingObjects(pod.namespace()).get(name) instanceof ConfigMap published
        ? KeyRecord.read(published)
            .filter(record -> record.state() == KeyRecord.State.MADE)
            .flatMap(record -> parse(record.logVkey()))
            // Or the witness would speak for the log of another deployment.
            .filter(key -> key.name().endsWith("/" + pod.deployment()))
            .map(key -> key.named("%s/%s/0".formatted(key.name(), pod.uid())))
        : Optional.empty();
  }

  private static Optional<VerifierKey> parse(String vkey) {
    try {
      return Optional.of(VerifierKey.parse(vkey));
    } catch (MalformedNoteException e) {
      return Optional.empty(); // like keys that are not made: somebody repairs it
    }
  }
}
