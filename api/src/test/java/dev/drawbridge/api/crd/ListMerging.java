package dev.drawbridge.api.crd;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.List;
import java.util.Map;

/**
 * How server-side apply merges each list. Every list must be named: the default, atomic, is right
 * only where somebody decided so.
 *
 * @param types path of the list to {@code atomic}, {@code set}, or {@code map:KEY}
 */
record ListMerging(Map<String, String> types) {

  void apply(String path, JSONSchemaProps list) {
    String type = types.get(path);
    if (type == null) {
      throw new IllegalStateException(
          path + " is a list: say in KindDetails whether it is atomic, a set, or a map by a key");
    }
    String[] parts = type.split(":", 2);
    list.setXKubernetesListType(parts[0]);
    if (parts.length == 2) {
      list.setXKubernetesListMapKeys(List.of(parts[1]));
    }
  }
}
