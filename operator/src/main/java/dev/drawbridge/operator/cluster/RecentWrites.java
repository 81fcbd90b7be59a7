package dev.drawbridge.operator.cluster;

import dev.drawbridge.operator.plan.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was written a moment ago, for as long as a cache still shows what was before. Without it a
 * watch that is only late would have things written, repaired and told a second time.
 *
 * <p>Resource versions of one kind can be compared as numbers (Kubernetes KEP 5504).
 */
public final class RecentWrites {

  /** Forgotten by the next look at the object; this is for those that nobody looks at again. */
  private static final int KEPT = 10_000;

  private final Map<ObjectKey, HasMetadata> written =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, HasMetadata> eldest) {
          return size() > KEPT;
        }
      };

  /** To be called with what the API server answered to a write. */
  public synchronized void remember(HasMetadata answer) {
    if (answer.getMetadata().getUid() != null) {
      written.put(ObjectKey.of(answer), answer);
    }
  }

  /** The cached object, or what was written since. */
  @SuppressWarnings("unchecked") // one key is one object, of one type
  public synchronized <T extends HasMetadata> T newest(T cached) {
    ObjectKey key = ObjectKey.of(cached);
    HasMetadata ours = written.get(key);
    if (ours == null) {
      return cached;
    }
    if (version(ours) > version(cached)) {
      return (T) ours;
    }
    written.remove(key);
    return cached;
  }

  /** Whether it was written, and no cache has caught up with that: it may exist, or be gone. */
  public synchronized boolean unseen(ObjectKey key) {
    return written.containsKey(key);
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
