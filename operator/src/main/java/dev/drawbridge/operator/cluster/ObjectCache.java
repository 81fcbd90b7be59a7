package dev.drawbridge.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * All objects of one kind, kept current by a watch. The objects are shared: never change one.
 *
 * @param <T> the kind
 */
final class ObjectCache<T extends HasMetadata> {

  /** Told of every change; one of the two is null when an object appears or goes. */
  interface Listener<T> {
    void changed(@Nullable T before, @Nullable T after);
  }

  private final Class<T> type;
  private final NamespacedStore<T> store = new NamespacedStore<>();
  private final SharedIndexInformer<T> informer;

  ObjectCache(
      KubernetesClient client, Class<T> type, Map<String, String> labels, Listener<T> listener) {
    this.type = type;
    this.informer =
        scope(client, type)
            .withLabels(labels)
            .runnableInformer(0)
            .removeNamespaceIndex()
            .itemStore(store);
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T added) {
            listener.changed(null, added);
          }

          @Override
          public void onUpdate(T before, T after) {
            listener.changed(before, after);
          }

          @Override
          public void onDelete(T gone, boolean unknownFinalState) {
            listener.changed(gone, null);
          }
        });
  }

  private static <T extends HasMetadata> FilterWatchListDeletable<T, ?, ?> scope(
      KubernetesClient client, Class<T> type) {
    var resources = client.resources(type);
    return Namespaced.class.isAssignableFrom(type) ? resources.inAnyNamespace() : resources;
  }

  /** Completes when the cache is full for the first time. */
  CompletableFuture<Void> start() {
    return informer.start().toCompletableFuture();
  }

  void stop() {
    informer.stop();
  }

  /** What is wrong with the cache, if anything. */
  Optional<String> problem() {
    if (!informer.hasSynced()) {
      return Optional.of(type.getSimpleName() + ": not loaded yet");
    }
    return informer.isRunning()
        ? Optional.empty()
        : Optional.of(type.getSimpleName() + ": the watch ended for good; restart the operator");
  }

  List<T> all() {
    return store.values().toList();
  }

  List<T> inNamespace(String namespace) {
    return store.inNamespace(namespace);
  }

  Optional<T> get(@Nullable String namespace, String name) {
    return Optional.ofNullable(store.get(Cache.namespaceKeyFunc(namespace, name)));
  }
}
