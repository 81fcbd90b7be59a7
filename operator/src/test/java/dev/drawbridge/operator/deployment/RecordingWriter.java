package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Owners;
import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Keeps what it is told to write, and gives it back as the API server would. */
final class RecordingWriter implements ObjectWriter {

  private final List<ObjectKey> written = new ArrayList<>();
  private final List<ObjectKey> deleted = new ArrayList<>();
  private final Set<String> forbidden = new HashSet<>();
  private final Map<ObjectKey, HasMetadata> stored = new HashMap<>();

  List<ObjectKey> written() {
    return written;
  }

  List<ObjectKey> deleted() {
    return deleted;
  }

  /** Has the API server refuse to delete objects of the kind. */
  void forbid(String kind) {
    forbidden.add(kind);
  }

  void clear() {
    written.clear();
    deleted.clear();
  }

  @Override
  public HasMetadata write(HasMetadata desired, Optional<HasMetadata> live) {
    ObjectKey key = ObjectKey.of(desired);
    written.add(key);
    HasMetadata object = Owners.owned(Given.copy(desired), Owners.ours("{}"));
    object.getMetadata().setUid("uid of " + key);
    object.getMetadata().setResourceVersion(String.valueOf(written.size()));
    stored.put(key, object);
    return object;
  }

  /** As if somebody else had deleted it. */
  void lose(ObjectKey object) {
    stored.remove(object);
  }

  @Override
  public Optional<HasMetadata> read(HasMetadata desired) {
    return Optional.ofNullable(stored.get(ObjectKey.of(desired)));
  }

  @Override
  public void delete(HasMetadata object) {
    if (forbidden.contains(object.getKind())) {
      throw new KubernetesClientException(
          "no right", HttpURLConnection.HTTP_FORBIDDEN, new StatusBuilder().build());
    }
    deleted.add(ObjectKey.of(object));
  }
}
