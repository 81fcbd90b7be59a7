package dev.drawbridge.operator.keys;

import dev.drawbridge.operator.control.audit.KeyRecord;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.KeyWindow;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.plan.Trust;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * Sees to it that each serving namespace has the keys of its logs.
 *
 * <p>They are made in three writes: a record of what is about to be made, the Secrets, the record
 * that they are made. Whoever finds the first alone asks whether the Secret is there: if so it is
 * the one that was meant, else nothing was lost, for it was never used.
 *
 * <p>For each span of 90 days there is a Secret with a key that wraps those of segments, made a
 * span ahead. Its name says all that need be known of it, so that one that is there already was
 * made by a try before.
 */
public final class AuditKeys {

  /** Publishes the record of keys. */
  public interface Publisher {
    void publish(ConfigMap record);
  }

  /** What was last known of a serving namespace, which may come again under its name. */
  private record Known(String namespaceUid, KeyRecord record) {}

  private final Map<String, Known> known = new ConcurrentHashMap<>();
  private final SecretStore secrets;
  private final Trust trust;
  private final SecureRandom random;
  private final Clock clock;

  public AuditKeys(ClusterSecrets secrets, Trust trust, SecureRandom random, Clock clock) {
    this((SecretStore) secrets, trust, random, clock);
  }

  AuditKeys(SecretStore secrets, Trust trust, SecureRandom random, Clock clock) {
    this.secrets = secrets;
    this.trust = trust;
    this.random = random;
    this.clock = clock;
  }

  /** To be called when the deployment is gone. */
  public void forget(DeploymentKey deployment) {
    known.remove(ServingNames.namespace(deployment));
  }

  /**
   * The record as it must be: as the operator remembers it, or as it is in the cluster. Empty while
   * there is none.
   */
  public Optional<ConfigMap> record(
      DeploymentKey deployment, Map<ObjectKey, ? extends HasMetadata> live) {
    return current(deployment, live)
        .map(found -> found.record().published(metadata(deployment, ServingNames.AUDIT_KEYS)));
  }

  /** The spans whose keys a pod must find: from the record, or as it will be. */
  public KeyWindow window(DeploymentKey deployment, Map<ObjectKey, ? extends HasMetadata> live) {
    return KeyWindow.of(
        current(deployment, live)
            .map(found -> found.record().keks())
            .filter(spans -> !spans.isEmpty())
            .orElseGet(() -> Epochs.needed(clock.instant())));
  }

  /**
   * Makes what is missing. Costs nothing where nothing is.
   *
   * @param live the serving namespace and what is in it, after the plan was carried out
   */
  public void ensure(
      DeploymentKey deployment, Map<ObjectKey, ? extends HasMetadata> live, Publisher publisher) {
    String namespace = ServingNames.namespace(deployment);
    Optional<String> uid = namespaceUid(namespace, live);
    if (uid.isEmpty()) {
      return;
    }
    Optional<KeyRecord> before = current(deployment, live).map(Known::record);
    KeyRecord after =
        before.filter(one -> one.state() == KeyRecord.State.MADE).isPresent()
            ? renewed(deployment, before.get())
            : made(
                deployment,
                before,
                intended -> {
                  tell(deployment, intended, publisher);
                  // The cache may show it late, and without it the Secret's keys would be unknown.
                  known.put(namespace, new Known(uid.get(), intended));
                });
    if (!before.equals(Optional.of(after))) {
      tell(deployment, after, publisher);
    }
    known.put(namespace, new Known(uid.get(), after));
  }

  private static void tell(DeploymentKey deployment, KeyRecord record, Publisher publisher) {
    publisher.publish(record.published(metadata(deployment, ServingNames.AUDIT_KEYS)));
  }

  private Optional<Known> current(
      DeploymentKey deployment, Map<ObjectKey, ? extends HasMetadata> live) {
    String namespace = ServingNames.namespace(deployment);
    return namespaceUid(namespace, live)
        .flatMap(
            uid ->
                Optional.ofNullable(known.get(namespace))
                    .filter(remembered -> remembered.namespaceUid().equals(uid))
                    .or(() -> published(namespace, live).map(record -> new Known(uid, record))));
  }

  private static Optional<String> namespaceUid(
      String namespace, Map<ObjectKey, ? extends HasMetadata> live) {
    return Optional.ofNullable(live.get(new ObjectKey("Namespace", null, namespace)))
        .map(found -> found.getMetadata().getUid());
  }

  private static Optional<KeyRecord> published(
      String namespace, Map<ObjectKey, ? extends HasMetadata> live) {
    return live.get(new ObjectKey("ConfigMap", namespace, ServingNames.AUDIT_KEYS))
            instanceof ConfigMap map
        ? KeyRecord.read(map)
        : Optional.empty();
  }

  private KeyRecord made(
      DeploymentKey deployment, Optional<KeyRecord> before, Consumer<KeyRecord> intention) {
    if (secrets.exists(ServingNames.namespace(deployment), ServingNames.AUDIT_KEYS)) {
      return found(deployment, before);
    }
    KeyMaterial material = KeyMaterial.draw(random);
    KeyRecord intended = intended(deployment, material);
    intention.accept(intended);
    // It was not there a moment ago. Where it is now, an answer got lost and the client asked
    // again.
    var _ = secrets.create(secret(deployment, ServingNames.AUDIT_KEYS, true, material.encoded()));
    return complete(deployment, intended);
  }

  /** What the Secret that is there was meant to be. */
  private KeyRecord found(DeploymentKey deployment, Optional<KeyRecord> before) {
    if (before.isEmpty()) {
      return lost();
    }
    return switch (before.get().state()) {
      case INTENDED -> complete(deployment, before.get());
      case MADE, LOST -> before.get();
    };
  }

  private KeyRecord lost() {
    return KeyRecord.lost(Epochs.needed(clock.instant()), clock.instant().toString());
  }

  private KeyRecord intended(DeploymentKey deployment, KeyMaterial material) {
    return new KeyRecord(
        KeyRecord.State.INTENDED,
        material.publicPem(),
        material.vkey(
            "%s/%s/%s".formatted(trust.cluster(), deployment.namespace(), deployment.name())),
        material.kekId(),
        Epochs.needed(clock.instant()),
        Epochs.needed(clock.instant()),
        clock.instant().toString());
  }

  /**
   * The other Secrets; where one is there already, a try before came as far as that. Those without
   * which no pod starts come last, so that it finds all of them.
   */
  private KeyRecord complete(DeploymentKey deployment, KeyRecord intended) {
    intended.keks().forEach(span -> wrapping(deployment, span));
    Map<String, String> data = new TreeMap<>();
    for (int epoch : intended.epochs()) {
      data.put(Epochs.file(epoch), KeyMaterial.encoded(KeyMaterial.secret(random)));
    }
    var _ = secrets.create(secret(deployment, ServingNames.AUDIT_EPOCHS, false, data));
    return intended.in(KeyRecord.State.MADE);
  }

  /** What a try before has added, and could not put on record, stays as it is. */
  private KeyRecord renewed(DeploymentKey deployment, KeyRecord made) {
    String namespace = ServingNames.namespace(deployment);
    SortedSet<Integer> epochs = new TreeSet<>(made.epochs());
    for (int epoch : Epochs.needed(clock.instant())) {
      if (epochs.add(epoch)) {
        byte[] secret = KeyMaterial.secret(random);
        var _ = secrets.add(namespace, ServingNames.AUDIT_EPOCHS, Epochs.file(epoch), secret);
      }
    }
    SortedSet<Integer> keks = new TreeSet<>(made.keks());
    for (int span : Epochs.needed(clock.instant())) {
      if (keks.add(span)) {
        wrapping(deployment, span);
      }
    }
    return made.with(epochs, keks);
  }

  private void wrapping(DeploymentKey deployment, int span) {
    String key = KeyMaterial.encoded(KeyMaterial.secret(random));
    Map<String, String> data = Map.of(KeyWindow.file(span), key);
    var _ = secrets.create(secret(deployment, KeyWindow.secret(span), true, data));
  }

  private static Secret secret(
      DeploymentKey deployment, String name, boolean immutable, Map<String, String> data) {
    return new SecretBuilder()
        .withMetadata(metadata(deployment, name))
        .withType("Opaque")
        .withImmutable(immutable ? true : null)
        .withData(data)
        .build();
  }

  private static ObjectMeta metadata(DeploymentKey deployment, String name) {
    return new ObjectMetaBuilder()
        .withNamespace(ServingNames.namespace(deployment))
        .withName(name)
        .withLabels(Labels.of(deployment))
        .build();
  }
}
