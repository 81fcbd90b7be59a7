package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drawbridge.api.decision.Obligation;
import dev.drawbridge.api.v1alpha1.DataClassificationSpec;
import dev.drawbridge.api.v1alpha1.Placement;
import dev.drawbridge.api.v1alpha1.Premises;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the pods of a deployment may run.
 *
 * @param regions values of the region label, sorted; empty means anywhere
 * @param onPremises only nodes that stand on the organisation's own premises
 */
public record PlacementPin(List<String> regions, boolean onPremises) {

  /** Type of the obligation by which a policy narrows the placement. */
  public static final String OBLIGATION_TYPE = "placement";

  public PlacementPin {
    regions = List.copyOf(new TreeSet<>(regions));
  }

  /**
   * The strictest of what the deployment asks for, what its class allows and what policy demands.
   *
   * @return empty when these have no region in common
   * @throws IllegalStateException when a demand cannot be read: to ignore it would open what policy
   *     wanted closed
   */
  public static Optional<PlacementPin> of(
      @Nullable Placement asked, DataClassificationSpec classification, List<Obligation> demanded) {
    List<List<String>> restrictions = new ArrayList<>();
    restrictions.add(asked == null ? List.of() : asked.regions());
    restrictions.add(classification.residency().regions());
    boolean onPremises = classification.residency().premises() == Premises.ON_PREMISES;
    for (Obligation obligation : demanded) {
      if (obligation.type().equals(OBLIGATION_TYPE)) {
        restrictions.add(regions(obligation));
        onPremises |= demandsPremises(obligation);
      }
    }
    TreeSet<String> common = null;
    for (List<String> regions : restrictions) {
      if (regions.isEmpty()) {
        continue;
      }
      if (common == null) {
        common = new TreeSet<>(regions);
      } else {
        common.retainAll(regions);
      }
    }
    if (common != null && common.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PlacementPin(common == null ? List.of() : List.copyOf(common), onPremises));
  }

  private static List<String> regions(Obligation obligation) {
    JsonNode regions = obligation.params().get("regions");
    if (regions == null || regions.isNull()) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    regions.forEach(region -> texts.add(region.asText()));
    if (!regions.isArray() || !regions.valueStream().allMatch(JsonNode::isTextual)) {
      throw unreadable(obligation, "regions", "a list of names of regions");
    }
    return texts;
  }

  private static boolean demandsPremises(Obligation obligation) {
    JsonNode premises = obligation.params().get("premises");
    String word = premises == null || premises.isNull() ? "Any" : premises.asText();
    return switch (word) {
      case "Any" -> false;
      case "OnPremises" -> true;
      default -> throw unreadable(obligation, "premises", "Any or OnPremises");
    };
  }

  private static IllegalStateException unreadable(
      Obligation obligation, String parameter, String expected) {
    return new IllegalStateException(
        "policy %s demands a placement whose %s is not %s; have the security team repair the policy bundle"
            .formatted(obligation.policyId(), parameter, expected));
  }
}
