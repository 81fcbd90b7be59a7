package dev.drawbridge.operator.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.drawbridge.api.v1alpha1.Audit;
import dev.drawbridge.api.v1alpha1.ModelDeploymentSpec;
import dev.drawbridge.api.v1alpha1.Transport;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What policy has admitted: all that the serving plan is made from.
 *
 * <p>Its JSON form is kept in the serving namespace, and its digest in the deployment's status.
 * While policy refuses a change or cannot be asked, the plan is made from this record, so that what
 * runs stays as it was admitted and drift is still repaired.
 *
 * @param classification the class whose rules applied
 * @param demands of that class on what serves
 * @param grounds on which it was admitted
 */
public record Admitted(
    DeploymentKey key,
    ModelDeploymentSpec spec,
    String classification,
    PlacementPin pin,
    Demands demands,
    Grounds grounds) {

  /** What a class asks of the door. */
  public record Demands(Transport transport, Audit audit) {
    public Demands {
      requireNonNull(transport);
      requireNonNull(audit);
    }
  }

  /**
   * What records of requests refer to.
   *
   * @param uid of the ModelDeployment
   * @param generation of its spec when it was admitted; a change of replicas alone is none
   * @param decision id of the decision by which it was
   * @param policies revision of the policies that decided
   */
  public record Grounds(String uid, long generation, String decision, String policies) {
    public Grounds {
      requireNonNull(uid);
      requireNonNull(decision);
      requireNonNull(policies);
    }
  }

  /** A record read from a text may lack anything. */
  public Admitted {
    requireNonNull(key);
    requireNonNull(spec);
    requireNonNull(classification);
    requireNonNull(pin);
    requireNonNull(demands);
    requireNonNull(grounds);
  }

  /**
   * As the one before where it says the same, by another decision perhaps. Policy is asked again
   * and again; the same answer of the same policies must not change what runs by it.
   *
   * <p>Where the number of replicas alone is another, it stands on the grounds of the one before:
   * an autoscaler is not to configure all doors anew.
   */
  public Admitted after(Admitted before) {
    return isScaled(before)
        ? new Admitted(key, spec, classification, pin, demands, before.grounds)
        : this;
  }

  private boolean isScaled(Admitted before) {
    return key.equals(before.key)
        && spec.withReplicas(before.spec.replicas()).equals(before.spec)
        && classification.equals(before.classification)
        && pin.equals(before.pin)
        && demands.equals(before.demands)
        && grounds.uid.equals(before.grounds.uid)
        && grounds.policies.equals(before.grounds.policies);
  }

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an admitted record must have a JSON form", e);
    }
  }

  /** SHA-256 of the JSON form. */
  public String digest() {
    return digestOf(toJson());
  }

  public static String digestOf(String json) {
    return "sha256:" + Sha256.hex(json.getBytes(StandardCharsets.UTF_8));
  }

  /** Empty when the text is not such a record: it is then as good as lost. */
  public static Optional<Admitted> fromJson(String json) {
    try {
      return Optional.ofNullable(JSON.readValue(json, Admitted.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
