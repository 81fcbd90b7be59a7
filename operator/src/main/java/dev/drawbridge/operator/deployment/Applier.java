package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.cluster.RecentWrites;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.Difference;
import dev.drawbridge.operator.plan.ObjectKey;
import dev.drawbridge.operator.plan.OwnedFields;
import dev.drawbridge.operator.plan.ServingPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the cluster as the plan says, in the plan's order, writing only what differs. */
public final class Applier {

  private final ObjectWriter writer;
  private final RepairBudget budget;
  private final RecentWrites recent = new RecentWrites();

  public Applier(ObjectWriter writer, RepairBudget budget) {
    this.writer = writer;
    this.budget = budget;
  }

  /**
   * Deletes what is no longer in the plan, and writes what is missing or different.
   *
   * @param settled whether the plan was carried out before: what differs now was then changed by
   *     somebody else
   */
  Applied apply(
      DeploymentKey key, ServingPlan plan, Map<ObjectKey, HasMetadata> before, boolean settled) {
    Map<ObjectKey, HasMetadata> live = new HashMap<>(before);
    List<Applied.Repair> repaired = new ArrayList<>();
    List<Applied.Repair> contested = new ArrayList<>();
    prune(key, plan, live);
    for (HasMetadata desired : plan.objects()) {
      ObjectKey object = ObjectKey.of(desired);
      Optional<HasMetadata> have = newest(desired, live);
      have.ifPresent(found -> live.put(object, found));
      if (have.filter(found -> !Difference.exists(desired, found)).isPresent()) {
        continue;
      }
      Applied.Repair repair =
          new Applied.Repair(object, have.map(OwnedFields::strangers).orElse(Set.of()));
      if (settled && !budget.allows(object)) {
        contested.add(repair);
        continue;
      }
      live.put(object, write(desired, have));
      if (settled) {
        budget.spend(object);
        repaired.add(repair);
      }
    }
    return new Applied(live, repaired, contested);
  }

  /**
   * Writes an object that is in no plan before it exists.
   *
   * @param live the objects as they were read
   */
  void put(HasMetadata desired, Map<ObjectKey, HasMetadata> live) {
    write(desired, newest(desired, live));
  }

  /** What a late cache does not show yet is asked for, so that nothing is made or told twice. */
  private Optional<HasMetadata> newest(HasMetadata desired, Map<ObjectKey, HasMetadata> live) {
    ObjectKey object = ObjectKey.of(desired);
    HasMetadata cached = live.get(object);
    if (cached != null) {
      return Optional.of(recent.newest(cached));
    }
    return recent.unseen(object) ? writer.read(desired) : Optional.empty();
  }

  private HasMetadata write(HasMetadata desired, Optional<HasMetadata> have) {
    HasMetadata written = writer.write(desired, have);
    recent.remember(written);
    return written;
  }

  /**
   * What carries our labels and is in no plan any more goes, and goes first: a consumer that is no
   * longer wanted is shut out before anything else is done.
   */
  private void prune(DeploymentKey key, ServingPlan plan, Map<ObjectKey, HasMetadata> live) {
    Set<ObjectKey> wanted = plan.objects().stream().map(ObjectKey::of).collect(Collectors.toSet());
    List<HasMetadata> left =
        live.values().stream()
            .filter(object -> DeploymentKey.ownerOf(object).equals(Optional.of(key)))
            .filter(object -> !wanted.contains(ObjectKey.of(object)))
            .toList();
    for (HasMetadata object : left) {
      writer.delete(object);
      live.remove(ObjectKey.of(object));
    }
  }
}
