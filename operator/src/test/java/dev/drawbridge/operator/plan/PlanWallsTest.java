package dev.drawbridge.operator.plan;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ProjectedVolumeSource;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must be true of every plan, whatever was asked for; read against all golden cases. */
class PlanWallsTest {

  static Stream<GoldenCase> cases() {
    return GoldenCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wallsStandBeforeTheWorkloadAndDenyComesAsSoonAsItMayBeWritten(GoldenCase one) {
    List<String> order =
        one.plan().objects().stream()
            .map(object -> object.getKind() + "/" + object.getMetadata().getName())
            .toList();

    assertThat(order)
        .startsWith(
            "Namespace/" + one.plan().namespace(),
            // Without it the operator may write nothing more there.
            "RoleBinding/drawbridge-operator",
            "NetworkPolicy/deny-all",
            "NetworkPolicy/allow-dns")
        .containsSubsequence(
            "ResourceQuota/serving",
            "LimitRange/serving",
            "ServiceAccount/model",
            "ConfigMap/admitted",
            "Deployment/model")
        .endsWith("Deployment/model")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyObjectIsInTheServingNamespaceAndCarriesTheLabelsOfItsDeployment(GoldenCase one) {
    ServingPlan plan = one.plan();

    assertThat(plan.objects())
        .allSatisfy(
            object -> {
              assertThat(DeploymentKey.ownerOf(object)).contains(one.admitted().key());
              assertThat(namespaceOf(object)).isEqualTo(plan.namespace());
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void podSecurityIsRestrictedInAllThreeModes(GoldenCase one) {
    HasMetadata namespace = one.plan().objects().getFirst();

    assertThat(namespace.getMetadata().getLabels())
        .containsEntry("pod-security.kubernetes.io/enforce", "restricted")
        .containsEntry("pod-security.kubernetes.io/audit", "restricted")
        .containsEntry("pod-security.kubernetes.io/warn", "restricted");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allTrafficIsDeniedButDnsOutAndForEachWhoComesInHisOwnPorts(GoldenCase one) {
    List<NetworkPolicy> policies = all(one, NetworkPolicy.class);

    NetworkPolicy denyAll = policies.getFirst();
    assertThat(denyAll.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
    assertThat(denyAll.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
    assertThat(denyAll.getSpec().getIngress()).isEmpty();
    assertThat(denyAll.getSpec().getEgress()).isEmpty();
    assertThat(policies.stream().flatMap(policy -> policy.getSpec().getEgress().stream()))
        .singleElement()
        .satisfies(
            dns -> {
              assertThat(dns.getPorts()).allMatch(port -> port.getPort().getIntVal() == 53);
              assertThat(dns.getPorts()).hasSize(2);
              assertThat(dns.getTo())
                  .singleElement()
                  .satisfies(to -> assertThat(to.getNamespaceSelector()).isNotNull())
                  .satisfies(to -> assertThat(to.getPodSelector()).isNotNull());
            });
    Map<String, List<Integer>> ways =
        new TreeMap<>(
            Map.of("allow-operator", List.of(8444, 8447), "allow-monitoring", List.of(8446)));
    if (!one.admitted().spec().consumers().isEmpty()) {
      ways.put("allow-consumers", List.of(8443));
    }
    assertThat(policies.stream().flatMap(policy -> policy.getSpec().getIngress().stream()))
        .allSatisfy(way -> assertThat(way.getFrom()).isNotEmpty());
    assertThat(
            policies.stream()
                .filter(policy -> !policy.getSpec().getIngress().isEmpty())
                .collect(
                    toMap(
                        policy -> policy.getMetadata().getName(),
                        policy ->
                            policy.getSpec().getIngress().stream()
                                .flatMap(way -> way.getPorts().stream())
                                .map(port -> port.getPort().getIntVal())
                                .toList())))
        .isEqualTo(ways);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePodHasNoTokenAndNothingOfItsNode(GoldenCase one) {
    PodSpec pod = pod(one);

    assertThat(all(one, ServiceAccount.class))
        .allSatisfy(account -> assertThat(account.getAutomountServiceAccountToken()).isFalse());
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(pod.getHostUsers()).isFalse();
    assertThat(pod.getHostNetwork()).isNull();
    assertThat(pod.getHostPID()).isNull();
    assertThat(pod.getHostIPC()).isNull();
    assertThat(pod.getShareProcessNamespace()).isNull();
    assertThat(pod.getVolumes()).allMatch(PlanWallsTest::isPermitted);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePodFulfilsPodSecurityRestricted(GoldenCase one) {
    PodSpec pod = pod(one);

    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getContainers())
        .extracting(Container::getSecurityContext)
        .allSatisfy(
            context -> {
              assertThat(context.getRunAsNonRoot()).isTrue();
              assertThat(context.getAllowPrivilegeEscalation()).isFalse();
              assertThat(context.getReadOnlyRootFilesystem()).isTrue();
              assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
              assertThat(context.getCapabilities().getAdd()).isEmpty();
            });
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theModelIsToldToListenOnLoopbackAndOpensNoPort(GoldenCase one) {
    Container model = pod(one).getContainers().getFirst();

    assertThat(model.getPorts()).isEmpty();
    assertThat(
            Stream.concat(
                model.getArgs().stream(), model.getEnv().stream().map(env -> env.getValue())))
        .anyMatch(text -> text.contains("127.0.0.1"))
        .noneMatch(text -> text.contains("0.0.0.0"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatHasADigestIsPulledByIt(GoldenCase one) {
    var source = one.admitted().spec().model().source();

    String pulled =
        pod(one).getVolumes().stream()
            .map(Volume::getImage)
            .filter(Objects::nonNull)
            .map(image -> Objects.requireNonNull(image.getReference()))
            .findFirst()
            .orElseThrow();

    assertThat(pulled).endsWith(source.digest() == null ? ":1" : "@" + source.digest());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void noServiceLeadsOutOfTheClusterOrToTheModelsOwnPort(GoldenCase one) {
    List<Service> services = all(one, Service.class);

    assertThat(services)
        .singleElement()
        .satisfies(service -> assertThat(service.getSpec().getType()).isEqualTo("ClusterIP"))
        .satisfies(service -> assertThat(service.getSpec().getExternalIPs()).isEmpty())
        .satisfies(
            service ->
                assertThat(service.getSpec().getPorts())
                    .allMatch(port -> port.getTargetPort().getIntVal() == 8443));
  }

  private static boolean isPermitted(Volume volume) {
    return volume.getHostPath() == null
        && (volume.getEmptyDir() != null
            || volume.getConfigMap() != null
            || volume.getSecret() != null
            || isOfSecretsOnly(volume.getProjected())
            || volume.getImage() != null
            || volume.getEphemeral() != null);
  }

  /** Never a token. */
  private static boolean isOfSecretsOnly(@Nullable ProjectedVolumeSource projected) {
    return projected != null
        && projected.getSources().stream()
            .allMatch(
                source -> source.getSecret() != null && source.getServiceAccountToken() == null);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theModelSeesNeitherKeysNorCertificatesNorLog(GoldenCase one) {
    assertThat(pod(one).getContainers())
        .flatExtracting(Container::getVolumeMounts)
        .extracting(VolumeMount::getName)
        .containsAnyOf("model")
        .doesNotContain("config", "certificates", "keys", "log");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theDoorCanWriteToItsLogAndNowhereElse(GoldenCase one) {
    assertThat(pod(one).getInitContainers())
        .singleElement()
        .satisfies(
            door ->
                assertThat(door.getVolumeMounts())
                    .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                    .extracting(VolumeMount::getName)
                    .containsExactly("log"))
        // Files that are mounted one by one are never renewed.
        .satisfies(
            door ->
                assertThat(door.getVolumeMounts()).allMatch(mount -> mount.getSubPath() == null));
  }

  private static String namespaceOf(HasMetadata object) {
    return Set.of("Namespace").contains(object.getKind())
        ? object.getMetadata().getName()
        : object.getMetadata().getNamespace();
  }

  private static PodSpec pod(GoldenCase one) {
    return all(one, Deployment.class).getFirst().getSpec().getTemplate().getSpec();
  }

  private static <T extends HasMetadata> List<T> all(GoldenCase one, Class<T> type) {
    return one.plan().objects().stream().filter(type::isInstance).map(type::cast).toList();
  }
}
