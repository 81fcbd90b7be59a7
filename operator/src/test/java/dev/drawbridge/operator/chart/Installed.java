package dev.drawbridge.operator.chart;

import dev.drawbridge.operator.harness.Installation;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What of an installation is in the cluster. */
record Installed(KubernetesClient client) {

  /** Those of operator or opa that are not about to end. */
  List<Pod> pods(String component) {
    return client
        .pods()
        .inNamespace(Installation.NAMESPACE)
        .withLabel("app.kubernetes.io/component", component)
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  Deployment deployment(String name) {
    return client.apps().deployments().inNamespace(Installation.NAMESPACE).withName(name).get();
  }

  /** How Helm wrote a Deployment: Apply, on the server, or Update, by patches and replacements. */
  List<String> operationsOfHelm() {
    return deployment("drawbridge-operator").getMetadata().getManagedFields().stream()
        .filter(entry -> "helm".equals(entry.getManager()))
        .map(ManagedFieldsEntry::getOperation)
        .toList();
  }

  /** The ValidatingAdmissionPolicies, each with what tells whether it was made anew. */
  List<String> policies() {
    return client
        .genericKubernetesResources("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicy")
        .list()
        .getItems()
        .stream()
        .map(HasMetadata::getMetadata)
        .filter(one -> one.getName().startsWith("drawbridge-"))
        .map(one -> one.getName() + " " + one.getUid())
        .toList();
  }

  /** Of each webhook, whom the API server trusts; empty where there is none. */
  List<String> authoritiesOfWebhooks() {
    return client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .list()
        .getItems()
        .stream()
        .filter(one -> one.getMetadata().getName().equals("drawbridge"))
        .flatMap(one -> one.getWebhooks().stream())
        .map(webhook -> String.valueOf(webhook.getClientConfig().getCaBundle()))
        .toList();
  }

  List<String> secrets() {
    return client.secrets().inNamespace(Installation.NAMESPACE).list().getItems().stream()
        .map(one -> one.getMetadata().getName())
        .toList();
  }

  String token() {
    return new String(
        Base64.getDecoder().decode(encoded("drawbridge-opa-token", "token")),
        StandardCharsets.UTF_8);
  }

  String encoded(String secret, String key) {
    return String.valueOf(
        client
            .secrets()
            .inNamespace(Installation.NAMESPACE)
            .withName(secret)
            .get()
            .getData()
            .get(key));
  }
}
