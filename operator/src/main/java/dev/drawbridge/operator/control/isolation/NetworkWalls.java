package dev.drawbridge.operator.control.isolation;

import dev.drawbridge.api.v1alpha1.Consumer;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.Labels;
import dev.drawbridge.operator.plan.PlanDraft;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeerBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPortBuilder;
import java.util.ArrayList;
import java.util.List;

/** The NetworkPolicies of a serving namespace. Deny comes first, so that nothing ever runs open. */
final class NetworkWalls {

  private static final int DNS_PORT = 53;

  private final Surroundings around;

  NetworkWalls(Surroundings around) {
    this.around = around;
  }

  List<NetworkPolicy> of(Admitted admitted, PlanDraft draft) {
    List<NetworkPolicy> policies = new ArrayList<>();
    policies.add(denyAll(draft));
    policies.add(allowDns(draft));
    around.operator().ifPresent(pods -> policies.add(allowOperator(pods, draft)));
    around.monitoring().ifPresent(from -> policies.add(allowMonitoring(from, draft)));
    if (!admitted.spec().consumers().isEmpty()) {
      policies.add(allowConsumers(admitted, draft));
    }
    return policies;
  }

  private static NetworkPolicy denyAll(PlanDraft draft) {
    return new NetworkPolicyBuilder()
        .withMetadata(draft.metadata(ServingNames.DENY_ALL))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress", "Egress")
        .endSpec()
        .build();
  }

  private NetworkPolicy allowDns(PlanDraft draft) {
    DnsPods dns = around.dns();
    return new NetworkPolicyBuilder()
        .withMetadata(draft.metadata(ServingNames.ALLOW_DNS))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Egress")
        .addNewEgress()
        .addNewTo()
        .withNewNamespaceSelector()
        .addToMatchLabels(Labels.NAMESPACE_NAME, dns.namespace())
        .endNamespaceSelector()
        .withNewPodSelector()
        .addToMatchLabels(dns.labels())
        .endPodSelector()
        .endTo()
        .withPorts(port("UDP", DNS_PORT), port("TCP", DNS_PORT))
        .endEgress()
        .endSpec()
        .build();
  }

  /**
   * To health, so that it can tell walls that hold from pods that are away, and to the log, which
   * it collects. Not to the door.
   */
  private static NetworkPolicy allowOperator(OperatorPods operator, PlanDraft draft) {
    return new NetworkPolicyBuilder()
        .withMetadata(draft.metadata(ServingNames.ALLOW_OPERATOR))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .addNewFrom()
        .withNewNamespaceSelector()
        .addToMatchLabels(Labels.NAMESPACE_NAME, operator.namespace())
        .endNamespaceSelector()
        .withNewPodSelector()
        .addToMatchLabels(operator.labels())
        .endPodSelector()
        .endFrom()
        .withPorts(port("TCP", Drawbridge.HEALTH_PORT), port("TCP", Drawbridge.LOG_PORT))
        .endIngress()
        .endSpec()
        .build();
  }

  /** Metrics have no secrets in them, and are nobody's but monitoring's all the same. */
  private static NetworkPolicy allowMonitoring(String namespace, PlanDraft draft) {
    return new NetworkPolicyBuilder()
        .withMetadata(draft.metadata(ServingNames.ALLOW_MONITORING))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withFrom(namespace(namespace))
        .withPorts(port("TCP", Drawbridge.METRICS_PORT))
        .endIngress()
        .endSpec()
        .build();
  }

  /** Only the door's port: the model itself listens on loopback. */
  private static NetworkPolicy allowConsumers(Admitted admitted, PlanDraft draft) {
    List<NetworkPolicyPeer> namespaces =
        admitted.spec().consumers().stream()
            .map(Consumer::namespace)
            .distinct()
            .sorted()
            .map(NetworkWalls::namespace)
            .toList();
    return new NetworkPolicyBuilder()
        .withMetadata(draft.metadata(ServingNames.ALLOW_CONSUMERS))
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .addNewIngress()
        .withFrom(namespaces)
        .withPorts(port("TCP", Drawbridge.DOOR_PORT))
        .endIngress()
        .endSpec()
        .build();
  }

  private static NetworkPolicyPeer namespace(String name) {
    return new NetworkPolicyPeerBuilder()
        .withNewNamespaceSelector()
        .addToMatchLabels(Labels.NAMESPACE_NAME, name)
        .endNamespaceSelector()
        .build();
  }

  private static NetworkPolicyPort port(String protocol, int number) {
    return new NetworkPolicyPortBuilder()
        .withProtocol(protocol)
        .withPort(new IntOrString(number))
        .build();
  }
}
