package dev.drawbridge.operator.plan;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The desired object in a form that may take the place of the live one. */
public final class Replacement {

  private static final KubernetesSerialization COPIES = new KubernetesSerialization();

  /** Content as desired; what the API server or others keep in the metadata stays. */
  public static <T extends HasMetadata> T of(T desired, HasMetadata live) {
    T replacement = COPIES.clone(desired);
    replacement.setMetadata(metadata(desired.getMetadata(), live));
    if (replacement instanceof Service wanted && live instanceof Service found) {
      // Allocated once, and never to be changed.
      wanted.getSpec().setClusterIP(found.getSpec().getClusterIP());
      wanted.getSpec().setClusterIPs(found.getSpec().getClusterIPs());
    }
    if (replacement instanceof Namespace wanted && live instanceof Namespace found) {
      wanted.setSpec(found.getSpec());
    }
    return replacement;
  }

  private static ObjectMeta metadata(ObjectMeta desired, HasMetadata object) {
    ObjectMeta live = object.getMetadata();
    return new ObjectMetaBuilder(live)
        .withLabels(union(live.getLabels(), desired.getLabels()))
        .withAnnotations(union(live.getAnnotations(), desired.getAnnotations()))
        // Else whoever owned what is only a default now would be taken for a stranger for ever.
        .withManagedFields(OwnedFields.withoutStrangers(object))
        .build();
  }

  private static Map<String, String> union(
      @Nullable Map<String, String> one, @Nullable Map<String, String> other) {
    Map<String, String> all = new TreeMap<>();
    if (one != null) {
      all.putAll(one);
    }
    if (other != null) {
      all.putAll(other);
    }
    return all;
  }

  private Replacement() {}
}
