package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.witness.WitnessMemory;
import dev.drawbridge.operator.plan.Sha256;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of the witness: a ConfigMap for each log, in the operator's own namespace. It survives
 * the leader, and who has a log's volume does not reach it.
 *
 * <p>Each write names the version that it replaces, which is the one that was read; where none was
 * found, it makes the first. Of two that take themselves for the leader, one fails and has to read
 * again; so there are never two cosignatures that contradict each other.
 *
 * <p>What it knows of a log it keeps as long as it lives itself: to be made for one log, and
 * dropped with it.
 */
final class ConfigMapMemory implements WitnessMemory {

  /** Not the label by which the operator caches what it made: these change all the time. */
  private static final Map<String, String> LABELS =
      Map.of("app.kubernetes.io/name", "drawbridge", "app.kubernetes.io/component", "witness");

  private static final String PREFIX = "drawbridge-witness-";
  private static final int HASH_LENGTH = 32;
  private static final String ORIGIN = "origin";
  private static final String SIZE = "size";
  private static final String NOTE = "note";

  private final KubernetesClient client;
  private final String namespace;
  private final Map<String, Optional<ConfigMap>> known = new ConcurrentHashMap<>();

  ConfigMapMemory(KubernetesClient client, String namespace) {
    this.client = client;
    this.namespace = namespace;
  }

  static String name(String origin) {
    return PREFIX + Sha256.hex(origin.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_LENGTH);
  }

  @Override
  public Optional<byte[]> read(String origin) throws IOException {
    Optional<ConfigMap> remembered = known.getOrDefault(origin, Optional.empty());
    Optional<ConfigMap> stored = remembered.isPresent() ? remembered : stored(origin);
    return stored.isEmpty() ? Optional.empty() : Optional.of(note(stored.get()));
  }

  private Optional<ConfigMap> stored(String origin) throws IOException {
    try {
      Optional<ConfigMap> found =
          Optional.ofNullable(
              client.configMaps().inNamespace(namespace).withName(name(origin)).get());
      known.put(origin, found);
      return found;
    } catch (KubernetesClientException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static byte[] note(ConfigMap stored) throws IOException {
    Map<String, String> data = Objects.requireNonNullElse(stored.getData(), Map.of());
    String note = data.get(NOTE);
    if (note == null) {
      throw damaged(stored, "has no " + NOTE);
    }
    // The size may only grow, which a policy sees to. So an older note does not come back unseen.
    if (!note.startsWith("%s\n%s\n".formatted(data.get(ORIGIN), data.get(SIZE)))) {
      throw damaged(stored, "has a note of another log or size than it says");
    }
    return note.getBytes(StandardCharsets.UTF_8);
  }

  private static IOException damaged(ConfigMap stored, String how) {
    return new IOException(
        "ConfigMap %s %s; restore it from a backup".formatted(stored.getMetadata().getName(), how));
  }

  @Override
  public void replace(String origin, byte[] note) throws IOException {
    // Not looked for again: what somebody else has put there since was not held against this note.
    Optional<ConfigMap> read = known.get(origin);
    Optional<ConfigMap> before = read == null ? stored(origin) : read;
    ConfigMap next =
        new ConfigMapBuilder()
            .withMetadata(metadata(origin, before))
            .withData(data(origin, note))
            .build();
    try {
      Resource<ConfigMap> resource = client.configMaps().inNamespace(namespace).resource(next);
      known.put(origin, Optional.of(before.isPresent() ? resource.update() : resource.create()));
    } catch (KubernetesClientException e) {
      known.remove(origin); // nobody knows which one is there
      throw new IOException(e.getMessage(), e);
    }
  }

  private ObjectMeta metadata(String origin, Optional<ConfigMap> before) {
    return new ObjectMetaBuilder()
        .withNamespace(namespace)
        .withName(name(origin))
        .withLabels(LABELS)
        .withResourceVersion(before.map(one -> one.getMetadata().getResourceVersion()).orElse(null))
        .build();
  }

  private static Map<String, String> data(String origin, byte[] note) throws IOException {
    try {
      long size = Checkpoint.parse(SignedNote.parse(note).text()).size();
      return Map.of(
          ORIGIN,
          origin,
          SIZE,
          Long.toString(size),
          NOTE,
          new String(note, StandardCharsets.UTF_8));
    } catch (MalformedNoteException e) {
      throw new IOException("what is to be remembered is no checkpoint", e);
    }
  }
}
