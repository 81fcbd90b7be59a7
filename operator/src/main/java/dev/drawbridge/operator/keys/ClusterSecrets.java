package dev.drawbridge.operator.keys;

import dev.drawbridge.operator.plan.FieldManager;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Base64;
import java.util.UUID;

/** The Secrets of the cluster, by the rights to create them and, for one of them, to add to it. */
public final class ClusterSecrets implements SecretStore {

  private final KubernetesClient client;

  public ClusterSecrets(KubernetesClient client) {
    this.client = client;
  }

  /** Asked by a creation that is not carried out: to read is what nobody here may do. */
  @Override
  public boolean exists(String namespace, String name) {
    Secret attempt = new SecretBuilder().withMetadata(named(namespace, name)).build();
    return isTaken(() -> client.resource(attempt).dryRun(true).create());
  }

  @Override
  public boolean create(Secret secret) {
    return !isTaken(() -> client.resource(secret).create());
  }

  private static boolean isTaken(Runnable creation) {
    try {
      creation.run();
      return false;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return true;
      }
      throw e;
    }
  }

  /**
   * By an apply under a name that nobody used before: it takes nothing away, and is in conflict
   * with an entry that is there. The client's other patches read the object first.
   */
  @Override
  public boolean add(String namespace, String name, String key, byte[] content) {
    Secret entry =
        new SecretBuilder()
            .withMetadata(named(namespace, name))
            .addToData(key, Base64.getEncoder().encodeToString(content))
            .build();
    String manager = "%s-%s-%s".formatted(FieldManager.NAME, key, UUID.randomUUID());
    return !isTaken(() -> client.resource(entry).fieldManager(manager).serverSideApply());
  }

  private static ObjectMeta named(String namespace, String name) {
    return new ObjectMetaBuilder().withNamespace(namespace).withName(name).build();
  }
}
