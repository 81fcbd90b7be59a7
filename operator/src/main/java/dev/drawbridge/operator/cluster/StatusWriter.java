package dev.drawbridge.operator.cluster;

import dev.drawbridge.operator.plan.FieldManager;
import dev.drawbridge.operator.plan.Leftovers;
import dev.drawbridge.operator.plan.OwnedFields;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Writes the status of our resources, and only when it says something new.
 *
 * <p>Not by way of the framework: its filter of events of its own writes also drops changes of the
 * spec that happen at the same moment (java-operator-sdk issue 3398).
 */
public final class StatusWriter {

  private static final String STATUS = "status";
  private static final PatchContext REPLACE = patch(PatchType.JSON).build();
  private static final PatchContext APPLY =
      patch(PatchType.SERVER_SIDE_APPLY).withForce(true).build();

  private static PatchContext.Builder patch(PatchType type) {
    return new PatchContext.Builder().withPatchType(type).withFieldManager(FieldManager.NAME);
  }

  /** Longer than any pace. */
  private static final Duration FORGOTTEN = Duration.ofSeconds(10);

  private final RecentWrites recent = new RecentWrites();
  private final Map<String, Instant> lastWrites = new ConcurrentHashMap<>();
  private final Clock clock;
  private final KubernetesClient client;

  public StatusWriter(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** How long to wait so that the object's status is written no more often than the pace. */
  public Optional<Duration> pause(HasMetadata object, Duration pace) {
    Instant now = clock.instant();
    lastWrites.values().removeIf(time -> time.isBefore(now.minus(FORGOTTEN)));
    return Optional.ofNullable(lastWrites.get(object.getMetadata().getUid()))
        .map(last -> Duration.between(now, last.plus(pace)))
        .filter(Duration::isPositive);
  }

  /** The object as it was read, or as it was after our last write if that is newer. */
  public <R extends CustomResource<?, ?>> R newest(R read) {
    return recent.newest(read);
  }

  /**
   * Writes the status if it is not as it was read, or if somebody else has written into it.
   *
   * @param seen as it was read
   * @param fresh makes an empty object of the type
   * @return whether anything was written
   */
  public <S, R extends CustomResource<?, S>> boolean write(R seen, S status, Supplier<R> fresh) {
    boolean strangers = !OwnedFields.strangersInStatus(seen).isEmpty();
    if (!strangers && Objects.equals(seen.getStatus(), status)) {
      return false;
    }
    R next = fresh.get();
    next.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(seen.getMetadata().getNamespace())
            .withName(seen.getMetadata().getName())
            .withUid(seen.getMetadata().getUid())
            .build());
    next.setStatus(status);
    if (strangers || Leftovers.heldByOthersInStatus(next, seen)) {
      // Apply cannot take away what somebody else holds, and it would be there for ever.
      client.resource(next).subresource(STATUS).patch(REPLACE, replacement(status));
    }
    lastWrites.put(seen.getMetadata().getUid(), clock.instant());
    recent.remember(client.resource(next).subresource(STATUS).patch(APPLY, next));
    return true;
  }

  private static String replacement(Object status) {
    return Serialization.asJson(
        List.of(Map.of("op", "replace", "path", "/status", "value", status)));
  }
}
