package dev.drawbridge.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The objects of an informer, those of a namespace side by side. The informer's own index takes an
 * object out before it puts the next version of it in, and who reads in that moment misses it
 * (https://github.com/fabric8io/kubernetes-client/issues/7265): it would count as deleted, be
 * written again and told as repaired. Here one version takes the place of the other in one step.
 *
 * @param <T> the kind
 */
final class NamespacedStore<T extends HasMetadata> implements ItemStore<T> {

  /** By NAMESPACE/NAME, or NAME. */
  private final ConcurrentNavigableMap<String, T> objects = new ConcurrentSkipListMap<>();

  List<T> inNamespace(String namespace) {
    char behindSlash = '/' + 1;
    return List.copyOf(objects.subMap(namespace + '/', namespace + behindSlash).values());
  }

  @Override
  public String getKey(T object) {
    return Cache.metaNamespaceKeyFunc(object);
  }

  @Override
  public @Nullable T put(String key, T object) {
    return objects.put(key, object);
  }

  @Override
  public @Nullable T remove(String key) {
    return objects.remove(key);
  }

  @Override
  public @Nullable T get(String key) {
    return objects.get(key);
  }

  @Override
  public Stream<String> keySet() {
    return objects.keySet().stream();
  }

  @Override
  public Stream<T> values() {
    return objects.values().stream();
  }

  /** Takes a look at each. */
  @Override
  public int size() {
    return objects.size();
  }
}
