package dev.drawbridge.operator.classification;

import dev.drawbridge.api.v1alpha1.DataClassification;
import java.util.Collection;
import java.util.List;

/** Two classes of one rank: neither is the stricter one. */
public final class RankConflict {

  /** Names of the other classes with this rank, sorted. */
  public static List<String> with(
      DataClassification classification, Collection<DataClassification> all) {
    String name = classification.getMetadata().getName();
    return all.stream()
        .filter(other -> !other.getMetadata().getName().equals(name))
        .filter(other -> other.getSpec().rank() == classification.getSpec().rank())
        .map(other -> other.getMetadata().getName())
        .sorted()
        .toList();
  }

  public static String text(int rank, List<String> others) {
    return "spec.rank: %d is also the rank of %s, so neither is the stricter one, and a deployment of an unknown class may have no class at all; give each class a rank of its own."
        .formatted(rank, String.join(", ", others));
  }

  private RankConflict() {}
}
