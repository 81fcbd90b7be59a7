package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.util.List;

/** A serving namespace that an operator has made and that is to outlive it. */
record ServedNamespace(Testbed testbed, String name) {

  /** Not counted as asked by the operator itself. */
  private static final String USER_AGENT = "thief";

  private static final String BINDING = "drawbridge-operator";

  /** Makes it in the operator's name: others are not let. */
  void make() {
    try (KubernetesClient operator =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Installation.config(testbed)).withUserAgent(USER_AGENT).build())
            .build()) {
      operator
          .resource(
              new NamespaceBuilder()
                  .withNewMetadata()
                  .withName(name)
                  .addToLabels(Labels.MANAGED_BY, Labels.MANAGER)
                  .addToLabels(Labels.DEPLOYMENT, "demo")
                  .endMetadata()
                  .build())
          .create();
      operator
          .resource(
              new RoleBindingBuilder()
                  .withNewMetadata()
                  .withName(BINDING)
                  .withNamespace(name)
                  .endMetadata()
                  .withNewRoleRef(
                      "rbac.authorization.k8s.io", "ClusterRole", Installation.RIGHTS.clusterRole())
                  .addNewSubject(
                      "", "ServiceAccount", Installation.SERVICE_ACCOUNT, Installation.NAMESPACE)
                  .build())
          .create();
    }
  }

  List<String> bindings() {
    return testbed.client().rbac().roleBindings().inNamespace(name).list().getItems().stream()
        .map(one -> one.getMetadata().getName())
        .toList();
  }

  void delete() {
    testbed.kubectl("delete", "namespace", name, "--wait=false", "--ignore-not-found");
  }
}
