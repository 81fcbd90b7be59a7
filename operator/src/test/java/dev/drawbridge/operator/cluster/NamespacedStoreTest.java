package dev.drawbridge.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.fabric8.kubernetes.client.informers.impl.cache.CacheImpl;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class NamespacedStoreTest {

  private static final int LOOKS = 50_000;

  private final NamespacedStore<ConfigMap> store = new NamespacedStore<>();

  private static ConfigMap map(String namespace, String name) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .endMetadata()
        .build();
  }

  private ConfigMap put(String namespace, String name) {
    ConfigMap map = map(namespace, name);
    store.put(store.getKey(map), map);
    return map;
  }

  @Test
  void eachNamespaceHasItsOwn() {
    ConfigMap one = put("md", "one");
    ConfigMap two = put("md", "two");
    put("md-a", "three");
    put("md0", "four");
    put("m", "five");
    put("", "md");

    assertThat(store.inNamespace("md")).containsExactly(one, two);
    assertThat(store.inNamespace("nowhere")).isEmpty();
    assertThat(store.size()).isEqualTo(6);
  }

  @Test
  void whatIsRemovedIsGone() {
    ConfigMap one = put("md", "one");
    ConfigMap two = put("md", "two");

    assertThat(store.remove("md/one")).isSameAs(one);
    assertThat(store.remove("md/one")).isNull();

    assertThat(store.inNamespace("md")).containsExactly(two);
    assertThat(store.get("md/one")).isNull();
    assertThat(store.get("md/two")).isSameAs(two);
    assertThat(store.keySet()).containsExactly("md/two");
    assertThat(store.values()).containsExactly(two);
  }

  @Test
  void whatHasNoNamespaceIsFoundByItsName() {
    NamespacedStore<Node> nodes = new NamespacedStore<>();
    Node node = new NodeBuilder().withNewMetadata().withName("n1").endMetadata().build();
    nodes.put(nodes.getKey(node), node);

    assertThat(nodes.get("n1")).isSameAs(node);
    assertThat(nodes.values()).containsExactly(node);
  }

  /** As the informer writes it, on its thread, while reconciles read it on theirs. */
  @Test
  void anObjectIsThereWhileItIsReplaced() throws InterruptedException {
    CacheImpl<ConfigMap> cache = new CacheImpl<>();
    cache.setItemStore((ItemStore<ConfigMap>) store);
    cache.put(map("md", "one"));
    AtomicBoolean over = new AtomicBoolean();
    Thread informer =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    cache.put(map("md", "one"));
                  }
                });
    try {
      for (int look = 0; look < LOOKS; look++) {
        assertThat(store.inNamespace("md")).hasSize(1);
      }
    } finally {
      over.set(true);
      informer.join();
    }
  }
}
