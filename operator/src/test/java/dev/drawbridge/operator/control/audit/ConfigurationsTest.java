package dev.drawbridge.operator.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Audit;
import dev.drawbridge.api.v1alpha1.AuditDurability;
import dev.drawbridge.api.v1alpha1.AuditUnavailable;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.harness.Samples;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingPlan;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationsTest {

  private static final String COPY = "sidecar-applied-";

  private final ServingPlan before = plan(Given.labAssistant());
  private final Map<ObjectKey, HasMetadata> live = new HashMap<>();

  private static ServingPlan plan(ModelDeployment deployment) {
    return Given.plan(Given.admitted(deployment));
  }

  private static ModelDeployment edited(String what, String by) {
    return Samples.edited(Given.labAssistant(), yaml -> yaml.replace(what, by));
  }

  private void stored(ServingPlan plan) {
    plan.objects().stream()
        .filter(ConfigMap.class::isInstance)
        .forEach(object -> live.put(ObjectKey.of(object), Given.copy(object)));
  }

  private static Pod pod(ServingPlan plan) {
    return new PodBuilder()
        .withSpec(
            plan.find(Deployment.class, "model").orElseThrow().getSpec().getTemplate().getSpec())
        .build();
  }

  private static String configuration(ServingPlan plan) {
    return Configurations.of(pod(plan).getSpec()).orElseThrow();
  }

  private static List<String> names(List<ConfigMap> maps) {
    return maps.stream().map(map -> map.getMetadata().getName()).toList();
  }

  private static SidecarDocument document(ConfigMap map) {
    return SidecarDocument.read(map.getData().get(Configurations.FILE)).orElseThrow();
  }

  @Test
  void anotherConsumerChangesTheConfigurationAndNotThePod() {
    ServingPlan after = plan(edited("name: \"chatbot\"", "name: \"bot\""));

    assertThat(configuration(after)).isEqualTo(configuration(before));
    assertThat(after.find(ConfigMap.class, configuration(after)).orElseThrow().getData())
        .isNotEqualTo(before.find(ConfigMap.class, configuration(before)).orElseThrow().getData());
    assertThat(after.find(Deployment.class, "model").orElseThrow())
        .isEqualTo(before.find(Deployment.class, "model").orElseThrow());
  }

  @Test
  void aPodOfTheVersionBeforeKeepsWhatItServesAndLosesConsumersThatAreNoneAnyMore() {
    stored(before);
    ServingPlan after =
        plan(
            Samples.edited(
                edited("version: \"2026-10-01\"", "version: \"2026-11-01\""),
                yaml -> yaml.replaceAll("(?s)  consumers:.*?(?=\n  \\w)", "  consumers: []")));
    assertThat(configuration(after)).isNotEqualTo(configuration(before));

    List<ConfigMap> kept = Configurations.toKeep(after, live, List.of(pod(before), pod(after)));

    ConfigMap old =
        kept.stream()
            .filter(map -> map.getMetadata().getName().equals(configuration(before)))
            .findFirst()
            .orElseThrow();
    assertThat(document(old).model().version()).isEqualTo("2026-10-01");
    assertThat(document(old).consumers()).isEmpty();
    assertThat(old.getMetadata().getLabels())
        .isEqualTo(after.objects().getLast().getMetadata().getLabels());
  }

  private ServingPlan next() {
    return plan(
        Samples.edited(
            edited("version: \"2026-10-01\"", "version: \"2026-11-01\""),
            yaml -> yaml.replace("requestsPerMinute: 600", "requestsPerMinute: 601")));
  }

  private ConfigMap stored(String name) {
    return (ConfigMap)
        Objects.requireNonNull(
            live.get(new ObjectKey("ConfigMap", before.namespace(), name)), name);
  }

  private static ConfigMap named(List<ConfigMap> maps, String name) {
    return maps.stream()
        .filter(map -> map.getMetadata().getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** What a door goes by, an auditor can read: also where the door is one of before. */
  @Test
  void whatPodsOfTheVersionBeforeGoByIsCopiedFirst() {
    stored(before);

    List<ConfigMap> kept = Configurations.toKeep(next(), live, List.of(pod(before), pod(next())));

    ConfigMap old = named(kept, configuration(before));
    ConfigMap copy = named(kept, COPY + SidecarDocument.shortened(Configurations.digest(old)));
    assertThat(copy.getData()).isEqualTo(old.getData());
    assertThat(copy.getImmutable()).isTrue();
    assertThat(kept.indexOf(copy)).isLessThan(kept.indexOf(old));
    assertThat(document(old).consumers()).isEqualTo(document(planned(next())).consumers());
  }

  private static ConfigMap planned(ServingPlan plan) {
    return plan.find(ConfigMap.class, configuration(plan)).orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-10-01", "{"})
  void whatPodsWereStartedForIsTakenFromACopyWhereTheConfigurationWasChanged(String what) {
    stored(before);
    ConfigMap tampered = stored(configuration(before));
    tampered
        .getData()
        .compute(
            Configurations.FILE, (file, text) -> String.valueOf(text).replace(what, "2020-01-01"));

    List<ConfigMap> kept = Configurations.toKeep(next(), live, List.of(pod(before)));

    assertThat(document(named(kept, configuration(before))).model().version())
        .isEqualTo("2026-10-01");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "{\"version\": 1, \"audit\": {}}", ""})
  void andWhereSomebodyPutSomethingElseThere(String content) {
    stored(before);
    ConfigMap tampered = stored(configuration(before));
    tampered.getData().put(Configurations.FILE, content);

    List<ConfigMap> kept = Configurations.toKeep(next(), live, List.of(pod(before)));

    assertThat(document(named(kept, configuration(before))).model().version())
        .isEqualTo("2026-10-01");
    assertThat(Configurations.forged(next(), live)).containsExactly(ObjectKey.of(tampered));
  }

  @Test
  void andWhereItWasDeleted() {
    stored(before);
    live.remove(new ObjectKey("ConfigMap", before.namespace(), configuration(before)));

    List<ConfigMap> kept = Configurations.toKeep(next(), live, List.of(pod(before)));

    assertThat(document(named(kept, configuration(before))).model().version())
        .isEqualTo("2026-10-01");
  }

  @Test
  void aCopyWhoseContentIsAnotherThanItsNameSaysIsNotKeptButNamed() {
    stored(before);
    assertThat(Configurations.forged(next(), live)).isEmpty();
    ConfigMap forged =
        live.values().stream()
            .filter(map -> map.getMetadata().getName().startsWith(COPY))
            .map(ConfigMap.class::cast)
            .findFirst()
            .orElseThrow();
    forged
        .getData()
        .compute(
            Configurations.FILE,
            (file, text) -> String.valueOf(text).replace("chatbot", "stranger"));

    assertThat(names(Configurations.toKeep(next(), live, List.of())))
        .doesNotContain(forged.getMetadata().getName());
    assertThat(Configurations.forged(next(), live)).containsExactly(ObjectKey.of(forged));
  }

  /** A log is opened once: a door refuses a configuration that has it synchronise otherwise. */
  @Test
  void podsOfBeforeKeepTheDurabilityThatTheirLogWasOpenedWith() {
    stored(before);
    Admitted admitted = Given.admitted(Given.labAssistant());
    ServingPlan after =
        Given.plan(
            new Admitted(
                admitted.key(),
                admitted.spec(),
                admitted.classification(),
                admitted.pin(),
                new Admitted.Demands(
                    admitted.demands().transport(),
                    new Audit(AuditDurability.STRICT, AuditUnavailable.DENY)),
                admitted.grounds()));
    assertThat(configuration(after)).isNotEqualTo(configuration(before));

    List<ConfigMap> kept = Configurations.toKeep(after, live, List.of(pod(before)));

    assertThat(document(planned(before)).audit().durability()).isEqualTo(AuditDurability.GROUP);
    assertThat(document(named(kept, configuration(before))).audit().durability())
        .isEqualTo(AuditDurability.GROUP);
  }

  @Test
  void aConfigurationThatNoPodGoesByIsNotKept() {
    stored(before);
    ServingPlan after = plan(edited("version: \"2026-10-01\"", "version: \"2026-11-01\""));

    List<ConfigMap> kept = Configurations.toKeep(after, live, List.of(pod(after)));

    assertThat(names(kept)).allMatch(name -> name.startsWith(COPY));
  }

  @Test
  void copiesOfEarlierConfigurationsAreKeptTheNewestOfThem() {
    for (int rate = 601; rate < 621; rate++) {
      ServingPlan one = plan(edited("requestsPerMinute: 600", "requestsPerMinute: " + rate));
      stored(one);
      String time = "2026-10-01T12:00:%02dZ".formatted(rate - 600);
      live.values().stream()
          .filter(map -> map.getMetadata().getCreationTimestamp() == null)
          .forEach(map -> map.getMetadata().setCreationTimestamp(time));
    }

    List<ConfigMap> kept = Configurations.toKeep(before, live, List.of());

    assertThat(kept).hasSize(9).allMatch(map -> Boolean.TRUE.equals(map.getImmutable()));
    assertThat(kept)
        .extracting(map -> document(map).consumers().getFirst().requestsPerMinute())
        .containsExactly(620, 619, 618, 617, 616, 615, 614, 613, 612);
    assertThat(kept)
        .allSatisfy(
            map ->
                assertThat(map.getMetadata().getAnnotations())
                    .containsEntry(
                        Configurations.DIGEST,
                        SidecarDocument.digestOf(
                            String.valueOf(map.getData().get(Configurations.FILE)))));
  }

  @Test
  void thePlansOwnCopyIsNotKeptTwice() {
    stored(before);

    assertThat(Configurations.toKeep(before, live, List.of(pod(before)))).isEmpty();
  }

  @Test
  void somebodyElsesConfigMapIsNotKept() {
    stored(before);
    live.values()
        .forEach(map -> map.getMetadata().getLabels().put("drawbridge.dev/deployment", "x"));
    ServingPlan after = plan(edited("requestsPerMinute: 600", "requestsPerMinute: 601"));

    assertThat(Configurations.toKeep(after, live, List.of(pod(before)))).isEmpty();
  }
}
