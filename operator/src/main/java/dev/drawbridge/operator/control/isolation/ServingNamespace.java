package dev.drawbridge.operator.control.isolation;

import dev.drawbridge.api.v1alpha1.Resources;
import dev.drawbridge.operator.control.DoorResources;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import java.math.BigDecimal;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The serving namespace, and the bounds on what can be started in it. */
final class ServingNamespace {

  private static final String POD_SECURITY = "pod-security.kubernetes.io/";
  private static final Quantity NONE = new Quantity("0");

  /** A rolling update starts one pod more than there are replicas. */
  private static final int SURGE = 1;

  Namespace namespace(Admitted admitted, PlanDraft draft) {
    Map<String, String> labels = Labels.of(admitted.key());
    labels.put(Labels.CLASSIFICATION, admitted.classification());
    for (String mode : new String[] {"enforce", "audit", "warn"}) {
      labels.put(POD_SECURITY + mode, "restricted");
      labels.put(POD_SECURITY + mode + "-version", "latest");
    }
    return new NamespaceBuilder()
        .withNewMetadata()
        .withName(draft.namespace())
        .withLabels(labels)
        .endMetadata()
        .build();
  }

  /** Exactly what the model needs: a foreign pod finds no room, nor a Service a way out. */
  ResourceQuota quota(Admitted admitted, PlanDraft draft) {
    int pods = admitted.spec().replicas() + SURGE;
    Resources resources = admitted.spec().server().resources();
    Map<String, Quantity> hard = new TreeMap<>();
    hard.put("pods", new Quantity("" + pods));
    resources
        .limits()
        .forEach(
            (name, limit) -> {
              Quantity request = resources.requests().getOrDefault(name, limit);
              hard.put(
                  "requests." + name, times(sum(request, DoorResources.REQUESTS.get(name)), pods));
              if (!extended(name)) {
                hard.put("limits." + name, times(sum(limit, DoorResources.LIMITS.get(name)), pods));
              }
            });
    hard.put("services.loadbalancers", NONE);
    hard.put("services.nodeports", NONE);
    var storage = admitted.spec().storage();
    hard.put("persistentvolumeclaims", storage == null ? NONE : new Quantity("" + pods));
    if (storage != null) {
      hard.put("requests.storage", times(storage.size(), pods));
    }
    return new ResourceQuotaBuilder()
        .withMetadata(draft.metadata(ServingNames.QUOTA))
        .withNewSpec()
        .withHard(hard)
        .endSpec()
        .build();
  }

  LimitRange limits(Admitted admitted, PlanDraft draft) {
    return new LimitRangeBuilder()
        .withMetadata(draft.metadata(ServingNames.QUOTA))
        .withNewSpec()
        .addNewLimit()
        .withType("Container")
        .withMax(largest(admitted.spec().server().resources().limits()))
        .endLimit()
        .endSpec()
        .build();
  }

  /** Extended resources, as GPUs, cannot be overcommitted: a quota knows only their requests. */
  private static boolean extended(String resource) {
    return resource.contains("/");
  }

  /** The door needs its share too. */
  private static Quantity sum(Quantity model, @Nullable Quantity door) {
    return door == null
        ? model
        : Quantity.fromNumericalAmount(
            model.getNumericalAmount().add(door.getNumericalAmount()), model.getFormat());
  }

  /** What the larger of the two containers may have. */
  private static Map<String, Quantity> largest(Map<String, Quantity> model) {
    Map<String, Quantity> largest = new TreeMap<>(model);
    largest.replaceAll(
        (name, limit) -> {
          Quantity door = DoorResources.LIMITS.get(name);
          return door == null || limit.getNumericalAmount().compareTo(door.getNumericalAmount()) > 0
              ? limit
              : door;
        });
    return largest;
  }

  private static Quantity times(Quantity one, int count) {
    BigDecimal amount = one.getNumericalAmount().multiply(BigDecimal.valueOf(count));
    return Quantity.fromNumericalAmount(amount, one.getFormat());
  }
}
