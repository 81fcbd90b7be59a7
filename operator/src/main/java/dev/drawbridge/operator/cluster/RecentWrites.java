package dev.drawbridge.operator.cluster;

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

  private final Map<String, HasMetadata> byUid =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, HasMetadata> eldest) {
          return size() > KEPT;
        }
      };

  /** To be called with what the API server answered to a write. */
  public synchronized void remember(HasMetadata written) {
    if (written.getMetadata().getUid() != null) {
      byUid.put(written.getMetadata().getUid(), written);
    }
  }

  /** The cached object, or what was written since. */
  @SuppressWarnings("unchecked") // one uid is one object, of one type
  public synchronized <T extends HasMetadata> T newest(T cached) {
    HasMetadata written = byUid.get(cached.getMetadata().getUid());
    if (written == null) {
      return cached;
    }
    if (version(written) > version(cached)) {
      return (T) written;
    }
    byUid.remove(cached.getMetadata().getUid());
    return cached;
  }

  private static long version(HasMetadata object) {
    return Long.parseLong(object.getMetadata().getResourceVersion());
  }
}
