package dev.drawbridge.operator.plan;

import static dev.drawbridge.operator.fixture.Owners.entry;
import static dev.drawbridge.operator.fixture.Owners.ours;
import static dev.drawbridge.operator.fixture.Owners.owned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DifferenceTest {

  private static final ServingPlan PLAN = Given.plan(Given.admitted(Given.labAssistant()));

  static Stream<HasMetadata> planned() {
    return PLAN.objects().stream();
  }

  @ParameterizedTest
  @MethodSource("planned")
  void anObjectIsNoDifferentFromItself(HasMetadata desired) {
    boolean different = Difference.exists(desired, owned(desired, ours("{}")));

    assertThat(different).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1500m, 1500m, false",
    "6000m, 6, false",
    "1024Mi, 1Gi, false",
    "1000, 1k, false",
    "0.5, 500m, false",
    "1Gi, 1G, true",
    "1, 2, true",
    "1, many, true",
  })
  void quantitiesAreComparedByWhatTheyAmountTo(String wanted, String found, boolean expected) {
    boolean different = Difference.lacks(quota(wanted), quota(found));

    assertThat(different).isEqualTo(expected);
  }

  static Stream<Arguments> changesOfTheWorkload() {
    return Stream.of(
        change("image", true, it -> model(it).setImage("registry.example.com/other")),
        change("replicas", true, it -> it.getSpec().setReplicas(9)),
        change("a field taken away", true, it -> pod(it).setHostUsers(null)),
        change("a field turned round", true, it -> pod(it).setHostUsers(true)),
        change("an argument more", true, it -> model(it).getArgs().add("--host=0.0.0.0")),
        change("an argument less", true, it -> model(it).getArgs().removeFirst()),
        change("arguments in another order", true, it -> reverse(model(it).getArgs())),
        change("a variable more", true, it -> model(it).getEnv().add(new EnvVar("A", "1", null))),
        change("env in another order", true, it -> reverse(model(it).getEnv())),
        change("a container more", true, it -> addContainer(it)),
        change(
            "our label gone", true, it -> it.getMetadata().getLabels().remove(Labels.DEPLOYMENT)),
        change(
            "our label altered",
            true,
            it -> it.getMetadata().getLabels().put(Labels.DEPLOYMENT, "other")),
        change("a label more", false, it -> it.getMetadata().getLabels().put("team", "a")),
        change("an annotation", false, it -> it.getMetadata().setAnnotations(Map.of("a", "b"))),
        change("a default of the server", false, it -> pod(it).setDnsPolicy("ClusterFirst")),
        change(
            "a default in a container", false, it -> model(it).setImagePullPolicy("IfNotPresent")),
        change("a status", false, it -> it.setStatus(null)),
        change("another version of it", false, it -> it.getMetadata().setResourceVersion("2")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("changesOfTheWorkload")
  void theWorkloadDiffersByWhatWeNameInIt(
      String name, boolean expected, Consumer<Deployment> change) {
    Deployment desired = twoVariables();
    Deployment live = owned(desired, ours("{}"));
    change.accept(live);

    boolean different = Difference.exists(desired, live);

    assertThat(different).as(name).isEqualTo(expected);
  }

  @Test
  void whatAStrangerAddedIsADifferenceEvenWhereWeSayNothing() {
    Deployment desired = only(Deployment.class);
    Deployment live =
        owned(
            desired,
            ours("{}"),
            entry(
                "kubectl-edit",
                "Update",
                null,
                "{\"f:spec\": {\"f:template\": {\"f:spec\": {\"f:hostNetwork\": {}}}}}"));

    boolean different = Difference.exists(desired, live);

    assertThat(different).isTrue();
  }

  static Stream<Arguments> leftovers() {
    return Stream.of(
        Arguments.of("{\"f:nodeSelector\": {}}", true),
        Arguments.of("{\"f:tolerations\": {}}", true),
        Arguments.of("{\"f:hostNetwork\": {}}", true),
        Arguments.of("{\"f:volumes\": {\"k:{\\\"name\\\":\\\"gone\\\"}\": {\".\": {}}}}", true),
        Arguments.of(
            "{\"f:containers\": {\"k:{\\\"name\\\":\\\"model\\\"}\": {\"f:startupProbe\": {}}}}",
            true),
        Arguments.of("{\"f:hostUsers\": {}, \"f:serviceAccountName\": {}}", false),
        Arguments.of(
            "{\"f:containers\": {\"k:{\\\"name\\\":\\\"model\\\"}\": {\".\": {}, \"f:args\": {},"
                + " \"f:volumeMounts\": {\"k:{\\\"mountPath\\\":\\\"/tmp\\\"}\": {\"f:name\": {}}}}}}",
            false));
  }

  @ParameterizedTest
  @MethodSource("leftovers")
  void whatWeAppliedOnceAndDesireNoMoreIsADifference(String podFields, boolean expected) {
    Deployment desired = only(Deployment.class);
    Deployment live =
        owned(
            desired, ours("{\"f:spec\": {\"f:template\": {\"f:spec\": %s}}}".formatted(podFields)));

    boolean different = Difference.exists(desired, live);

    assertThat(different).isEqualTo(expected);
  }

  @Test
  void aKeyThatTheServerDefaultedIsNoLeftover() {
    HasMetadata desired =
        PLAN.objects().stream()
            .filter(object -> object.getKind().equals("Service"))
            .findFirst()
            .orElseThrow();
    HasMetadata live =
        owned(
            desired,
            ours(
                "{\"f:spec\": {\"f:ports\": {\"k:{\\\"port\\\":443,\\\"protocol\\\":\\\"TCP\\\","
                    + "\\\"defaulted\\\":1}\": {\".\": {}, \"f:targetPort\": {}}}}}"));

    boolean different = Difference.exists(desired, live);

    assertThat(different).isFalse();
  }

  @Test
  void anObjectWhoseRecordOfOwnersIsGoneIsNotTrusted() {
    Deployment desired = only(Deployment.class);
    Deployment live = owned(desired);

    boolean different = Difference.exists(desired, live);

    assertThat(different).isTrue();
  }

  static Stream<Arguments> changesOfTheWall() {
    return Stream.<Consumer<NetworkPolicy>>of(
            policy ->
                policy
                    .getSpec()
                    .setPodSelector(
                        new LabelSelectorBuilder().addToMatchLabels("none", "such").build()),
            policy -> policy.getSpec().setIngress(List.of(new NetworkPolicyIngressRule())),
            policy -> policy.getSpec().setPolicyTypes(List.of("Ingress")))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("changesOfTheWall")
  void aWallIsComparedToTheLastWord(Consumer<NetworkPolicy> change) {
    NetworkPolicy desired = only(NetworkPolicy.class);
    NetworkPolicy live = owned(desired, ours("{}"));
    change.accept(live);

    boolean different = Difference.exists(desired, live);

    assertThat(different).isTrue();
  }

  private static Arguments change(String name, boolean different, Consumer<Deployment> change) {
    return Arguments.of(name, different, change);
  }

  private static Deployment twoVariables() {
    Deployment desired = Given.copy(only(Deployment.class));
    model(desired).setEnv(List.of(new EnvVar("ONE", "1", null), new EnvVar("TWO", "2", null)));
    return Given.copy(desired);
  }

  private static PodSpec pod(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec();
  }

  private static Container model(Deployment deployment) {
    return pod(deployment).getContainers().getFirst();
  }

  private static void addContainer(Deployment deployment) {
    pod(deployment).getContainers().add(Given.copy(model(deployment)));
  }

  private static <T> void reverse(List<T> list) {
    Collections.reverse(list);
  }

  private static ResourceQuota quota(String pods) {
    return new ResourceQuotaBuilder()
        .withNewMetadata()
        .withName("serving")
        .endMetadata()
        .withNewSpec()
        .addToHard("requests.cpu", new Quantity(pods))
        .endSpec()
        .build();
  }

  private static <T extends HasMetadata> T only(Class<T> type) {
    return PLAN.objects().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow();
  }
}
