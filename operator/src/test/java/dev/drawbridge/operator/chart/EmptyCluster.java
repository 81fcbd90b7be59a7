package dev.drawbridge.operator.chart;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** A cluster that Drawbridge was never in, as far as Helm can see. */
final class EmptyCluster {

  private static final String MODELS = "modeldeployments.drawbridge.dev";
  private static final String CLASSES = "dataclassifications.drawbridge.dev";

  /** Removes what other tests brought in by other means than Helm, and makes the namespace. */
  static void make(Testbed testbed) {
    KubernetesClient client = testbed.client();
    testbed.kubectl("delete", "namespace", Installation.NAMESPACE, "--ignore-not-found").orThrow();
    testbed
        .kubectl(
            "delete",
            "--ignore-not-found",
            "clusterrole/drawbridge-operator",
            "clusterrole/drawbridge-serving",
            "clusterrolebinding/drawbridge-operator",
            "validatingadmissionpolicy/drawbridge-operator-bounds",
            "validatingadmissionpolicybinding/drawbridge-operator-bounds",
            "validatingadmissionpolicy/drawbridge-log-key",
            "validatingadmissionpolicybinding/drawbridge-log-key",
            "validatingadmissionpolicy/drawbridge-identities",
            "validatingadmissionpolicybinding/drawbridge-identities",
            "clusterissuer/drawbridge-ca",
            "clusterissuer/drawbridge-selfsigned",
            "validatingwebhookconfiguration/drawbridge")
        .orThrow();
    testbed
        .kubectl(
            "delete",
            "certificate/drawbridge-identity-ca",
            "--namespace=cert-manager",
            "--ignore-not-found")
        .orThrow();
    removeDefinitions(testbed, client);
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(Installation.NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  private static void removeDefinitions(Testbed testbed, KubernetesClient client) {
    if (client.apiextensions().v1().customResourceDefinitions().withName(MODELS).get() != null) {
      // No operator runs that would let them go.
      client
          .resources(ModelDeployment.class)
          .inAnyNamespace()
          .list()
          .getItems()
          .forEach(
              one ->
                  client
                      .resource(one)
                      .edit(
                          model -> {
                            model.getMetadata().setFinalizers(List.of());
                            return model;
                          }));
    }
    testbed.kubectl("delete", "crd", MODELS, CLASSES, "--ignore-not-found").orThrow();
  }

  private EmptyCluster() {}
}
