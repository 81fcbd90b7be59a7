package dev.drawbridge.operator.control.isolation;

import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;

/**
 * The operator's rights in a serving namespace. It has none to write into namespaces at large: it
 * binds one ClusterRole to itself in each namespace that it makes.
 *
 * @param clusterRole the one that it may bind
 * @param namespace of its ServiceAccount
 * @param serviceAccount itself
 */
public record OperatorRights(String clusterRole, String namespace, String serviceAccount) {

  private static final String RBAC = "rbac.authorization.k8s.io";

  RoleBinding binding(PlanDraft draft) {
    return new RoleBindingBuilder()
        .withMetadata(draft.metadata(ServingNames.OPERATOR))
        .withNewRoleRef()
        .withApiGroup(RBAC)
        .withKind("ClusterRole")
        .withName(clusterRole)
        .endRoleRef()
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(serviceAccount)
        .withNamespace(namespace)
        .endSubject()
        .build();
  }
}
