package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Owners;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.ServingPlan;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApplierTest {

  private final RecordingWriter writer = new RecordingWriter();
  private final Applier applier = new Applier(writer, new RepairBudget(new SettableClock()));
  private final Admitted admitted = Given.admitted(Given.labAssistant());
  private final DeploymentKey key = admitted.key();
  private final ServingPlan plan = Given.plan(admitted);
  private final List<ObjectKey> order = plan.objects().stream().map(ObjectKey::of).toList();

  @Test
  void everythingIsWrittenInTheOrderOfThePlan() {
    Applied applied = applier.apply(key, plan, Map.of(), false);

    assertThat(writer.written()).isEqualTo(order);
    assertThat(applied.live()).containsOnlyKeys(order);
    assertThat(applied.repaired()).isEmpty();
  }

  @Test
  void theSecondTimeNothingIsWritten() {
    Map<ObjectKey, HasMetadata> live = applier.apply(key, plan, Map.of(), false).live();
    writer.clear();

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(writer.written()).isEmpty();
    assertThat(writer.deleted()).isEmpty();
    assertThat(applied.repaired()).isEmpty();
  }

  @Test
  void whatIsMissingAfterwardsIsRepairedAndSaidSo() {
    Map<ObjectKey, HasMetadata> live = settled();
    live.remove(order.get(1));

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(writer.written()).containsExactly(order.get(1));
    assertThat(applied.repaired()).containsExactly(new Applied.Repair(order.get(1), Set.of()));
  }

  @Test
  void whatALateCacheDoesNotShowYetIsNeitherMadeNorToldTwice() {
    Map<ObjectKey, HasMetadata> late =
        new HashMap<>(applier.apply(key, plan, Map.of(), false).live());
    late.remove(order.get(1));
    writer.clear();

    Applied applied = applier.apply(key, plan, late, true);

    assertThat(writer.written()).isEmpty();
    assertThat(applied.repaired()).isEmpty();
    assertThat(applied.live()).containsKey(order.get(1));
  }

  @Test
  void whatSomebodyDeletedBeforeACacheShowedItIsMadeAgain() {
    Map<ObjectKey, HasMetadata> late =
        new HashMap<>(applier.apply(key, plan, Map.of(), false).live());
    late.remove(order.get(1));
    writer.lose(order.get(1));
    writer.clear();

    Applied applied = applier.apply(key, plan, late, true);

    assertThat(writer.written()).containsExactly(order.get(1));
    assertThat(applied.repaired()).containsExactly(new Applied.Repair(order.get(1), Set.of()));
  }

  @Test
  void whatSomebodyAlteredIsRepairedAndHeIsNamed() {
    Map<ObjectKey, HasMetadata> live = settled();
    alterAccount(live);

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(applied.repaired())
        .extracting(Applied.Repair::strangers)
        .containsExactly(Set.of("kubectl-edit"));
  }

  @Test
  void whatIsAlteredAgainAndAgainIsLeftAloneForAWhile() {
    for (int i = 0; i < RepairBudget.REPAIRS; i++) {
      Map<ObjectKey, HasMetadata> live = settled();
      alterAccount(live);
      applier.apply(key, plan, live, true);
    }
    Map<ObjectKey, HasMetadata> live = settled();
    alterAccount(live);
    writer.clear();

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(writer.written()).isEmpty();
    assertThat(applied.repaired()).isEmpty();
    assertThat(applied.contested())
        .extracting(Applied.Repair::object)
        .containsExactly(new ObjectKey("ServiceAccount", plan.namespace(), "model"));
  }

  @Test
  void whatCarriesOurLabelsAndIsInNoPlanIsDeleted() {
    Map<ObjectKey, HasMetadata> live = settled();
    HasMetadata left =
        new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace(plan.namespace())
            .withName("left")
            .withLabels(plan.objects().getLast().getMetadata().getLabels())
            .endMetadata()
            .build();
    live.put(ObjectKey.of(left), left);

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(writer.deleted()).containsExactly(ObjectKey.of(left));
    assertThat(applied.live()).doesNotContainKey(ObjectKey.of(left));
  }

  @Test
  void whatSomebodyElseMadeIsNotOursToDelete() {
    Map<ObjectKey, HasMetadata> live = settled();
    HasMetadata foreign =
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withNamespace(plan.namespace())
            .withName("foreign")
            .endMetadata()
            .build();
    live.put(ObjectKey.of(foreign), foreign);

    Applied applied = applier.apply(key, plan, live, true);

    assertThat(writer.deleted()).isEmpty();
    assertThat(applied.live()).containsKey(ObjectKey.of(foreign));
  }

  @Test
  void whatWasGivenIsNotTouched() {
    Map<ObjectKey, HasMetadata> before = Map.of();

    applier.apply(key, plan, before, false);

    assertThat(before).isEmpty();
  }

  private Map<ObjectKey, HasMetadata> settled() {
    Map<ObjectKey, HasMetadata> live = new HashMap<>();
    plan.objects()
        .forEach(object -> live.put(ObjectKey.of(object), Owners.owned(object, Owners.ours("{}"))));
    return live;
  }

  private static void alterAccount(Map<ObjectKey, HasMetadata> live) {
    for (var entry : live.entrySet()) {
      if (entry.getValue() instanceof ServiceAccount account) {
        account.getMetadata().setResourceVersion("1000"); // after all writes of ours
        entry.setValue(
            Owners.owned(
                account,
                Owners.ours("{}"),
                Owners.entry("kubectl-edit", "Update", null, "{\"f:secrets\": {}}")));
      }
    }
  }
}
