package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.plan.Difference;
import dev.drawbridge.operator.plan.FieldManager;
import dev.drawbridge.operator.plan.Leftovers;
import dev.drawbridge.operator.plan.Replacement;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes with server-side apply. */
public final class ApplyingWriter implements ObjectWriter {

  private static final int ATTEMPTS = 3;

  private final KubernetesClient client;
  private final Grant grant;

  public ApplyingWriter(KubernetesClient client) {
    this.client = client;
    this.grant = new Grant(client);
  }

  /**
   * Applies under our name. That cannot take away what somebody else put into an object, so where
   * there is such a thing, the object is replaced first.
   */
  @Override
  public HasMetadata write(HasMetadata desired, Optional<HasMetadata> live) {
    live.filter(found -> cannotBecome(desired, found)).ifPresent(this::delete);
    live.filter(found -> !cannotBecome(desired, found))
        .filter(found -> Difference.foreignContent(found) || Leftovers.heldByOthers(desired, found))
        .ifPresent(found -> replace(desired, found));
    HasMetadata written = apply(desired);
    if (written instanceof RoleBinding binding) {
      grant.awaitInForce(binding);
    }
    return written;
  }

  private static boolean cannotBecome(HasMetadata desired, HasMetadata found) {
    return bindsAnotherRole(desired, found) || isSealedWithOther(desired, found);
  }

  /** The API server lets nobody change what an immutable ConfigMap says. */
  private static boolean isSealedWithOther(HasMetadata desired, HasMetadata live) {
    return desired instanceof ConfigMap wanted
        && live instanceof ConfigMap found
        && Boolean.TRUE.equals(found.getImmutable())
        && !(Boolean.TRUE.equals(wanted.getImmutable())
            && Objects.equals(wanted.getData(), found.getData())
            && isEmpty(found.getBinaryData()));
  }

  private static boolean isEmpty(@Nullable Map<String, String> data) {
    return data == null || data.isEmpty();
  }

  /** The API server lets nobody change which role a binding is of. */
  private static boolean bindsAnotherRole(HasMetadata desired, HasMetadata live) {
    return desired instanceof RoleBinding wanted
        && live instanceof RoleBinding found
        && !wanted.getRoleRef().equals(found.getRoleRef());
  }

  /** Controllers write into status all the time; who was faster does not change what we want. */
  private void replace(HasMetadata desired, HasMetadata found) {
    HasMetadata live = found;
    for (int attempt = 1; live != null; attempt++) {
      try {
        client.resource(Replacement.of(desired, live)).update();
        return;
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_CONFLICT || attempt == ATTEMPTS) {
          throw e;
        }
        live = client.resource(found).get();
      }
    }
  }

  private <T extends HasMetadata> T apply(T desired) {
    return client
        .resource(desired)
        .fieldManager(FieldManager.NAME)
        .forceConflicts()
        .serverSideApply();
  }

  @Override
  public Optional<HasMetadata> read(HasMetadata desired) {
    return Optional.ofNullable(client.resource(desired).get());
  }

  @Override
  public void delete(HasMetadata object) {
    client.resource(object).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }
}
