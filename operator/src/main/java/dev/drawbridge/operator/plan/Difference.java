package dev.drawbridge.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Duration;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.util.Set;

/**
 * What a live object lacks of the desired one, and what somebody else has put into it.
 *
 * <p>Server defaults are no difference: fields that the desired object does not name and nobody
 * owns. A field that another manager owns is one, even where we say nothing about it: an added
 * {@code hostNetwork: true} must not survive.
 */
public final class Difference {

  /** A duration that was read from the cluster is written as a desired one is. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().addMixIn(Duration.class, CanonicalDuration.class).build();

  /** Keys below which the API server rewrites quantities into their canonical form. */
  private static final Set<String> QUANTITIES =
      Set.of("hard", "requests", "limits", "max", "sizeLimit");

  private static final Set<String> NOT_CONTENT = Set.of("apiVersion", "kind", "metadata", "status");

  /** Whether the live object must be written again to be as desired. */
  public static boolean exists(HasMetadata desired, HasMetadata live) {
    return lacks(desired, live) || exceeds(desired, live) || foreignContent(live);
  }

  /** Whether the live object lacks a desired field or has another value in it. */
  public static boolean lacks(HasMetadata desired, HasMetadata live) {
    JsonNode want = JSON.valueToTree(desired);
    JsonNode have = JSON.valueToTree(live);
    for (var field : want.properties()) {
      if (!NOT_CONTENT.contains(field.getKey())
          && !covers(
              have.path(field.getKey()), field.getValue(), QUANTITIES.contains(field.getKey()))) {
        return true;
      }
    }
    if (live instanceof NetworkPolicy && !want.path("spec").equals(have.path("spec"))) {
      // Nothing in ours is left to the server's defaults, and every word more opens or narrows it.
      return true;
    }
    return !coversMetadata(have, want, "labels") || !coversMetadata(have, want, "annotations");
  }

  /** Whether we once applied a field that is no longer desired. */
  private static boolean exceeds(HasMetadata desired, HasMetadata live) {
    return OwnedFields.ours(live)
        .filter(ours -> Leftovers.exist(JSON.valueToTree(desired), ours))
        .isPresent();
  }

  /**
   * Whether somebody else's fields are in the object, outside metadata and status; or may be,
   * because somebody took away the record of who owns what.
   */
  public static boolean foreignContent(HasMetadata live) {
    return OwnedFields.ours(live).isEmpty() || !OwnedFields.strangers(live).isEmpty();
  }

  private static boolean coversMetadata(JsonNode have, JsonNode want, String part) {
    return covers(have.path("metadata").path(part), want.path("metadata").path(part), false);
  }

  private static boolean covers(JsonNode have, JsonNode want, boolean quantities) {
    return switch (want.getNodeType()) {
      case OBJECT -> coversObject(have, want, quantities);
      case ARRAY -> coversArray(have, want, quantities);
      case MISSING, NULL -> true;
      default -> want.equals(have) || (quantities && sameQuantity(have, want));
    };
  }

  private static boolean coversObject(JsonNode have, JsonNode want, boolean quantities) {
    for (var field : want.properties()) {
      boolean below = quantities || QUANTITIES.contains(field.getKey());
      if (!covers(have.path(field.getKey()), field.getValue(), below)) {
        return false;
      }
    }
    return true;
  }

  private static boolean coversArray(JsonNode have, JsonNode want, boolean quantities) {
    if (want.size() != have.size()) {
      return false;
    }
    for (int i = 0; i < want.size(); i++) {
      if (!covers(have.get(i), want.get(i), quantities)) {
        return false;
      }
    }
    return true;
  }

  private static boolean sameQuantity(JsonNode have, JsonNode want) {
    if (!have.isValueNode() || have.isNull()) {
      return false;
    }
    try {
      return new Quantity(have.asText())
              .getNumericalAmount()
              .compareTo(new Quantity(want.asText()).getNumericalAmount())
          == 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private Difference() {}
}
