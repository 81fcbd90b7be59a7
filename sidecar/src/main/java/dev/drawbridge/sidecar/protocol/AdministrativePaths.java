package dev.drawbridge.sidecar.protocol;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Paths by which model servers are administered or looked into. Words count wherever they stand, in
 * any case: a server may have been put under a prefix, and may not tell cases apart.
 */
final class AdministrativePaths {

  private static final String MODELS = "It shows or changes which models or adapters are loaded.";
  private static final String STATE = "It shows or changes the state of the model server.";
  private static final String TELEMETRY = "It shows what other consumers do.";
  private static final String STORED =
      "It keeps data on the server, which other consumers could read.";

  /** Segments that say enough wherever they stand. */
  private static final Map<String, String> ANYWHERE =
      reasons(
          Map.of(
              MODELS,
              "repository lora-adapters lora_adapters load_lora_adapter unload_lora_adapter"
                  + " update_weights update_weights_from_disk blobs",
              STATE,
              "admin actuator debug manage shutdown restart props slots kv kv_cache kv-cache"
                  + " reset_prefix_cache reset_mm_cache flush_cache collective_rpc server_info"
                  + " get_server_info scale_elastic_ep systemsharedmemory cudasharedmemory"
                  + " xpusharedmemory logging logs",
              TELEMETRY,
              "metrics trace traces tracing start_profile stop_profile profiler"));

  /** Segments that only at the end say that they do something. */
  private static final Map<String, String> AT_THE_END =
      reasons(
          Map.of(
              MODELS, "load unload reload pull push create copy delete config",
              STATE, "sleep wake_up is_sleeping pause resume abort cancel ps",
              TELEMETRY, "stats statistics"));

  /** Beginnings of what the OpenAI API stores. */
  private static final List<String> STORES =
      List.of(
          "v1/responses/",
          "v1/chat/completions/",
          "v1/files",
          "v1/uploads",
          "v1/batches",
          "v1/fine_tuning",
          "v1/assistants",
          "v1/threads",
          "v1/vector_stores",
          "v1/conversations");

  /** What it would do, as a sentence; empty if it is not administrative. */
  static Optional<String> reason(List<String> path) {
    List<String> words =
        path.stream()
            .filter(segment -> !segment.isEmpty())
            .map(segment -> segment.toLowerCase(Locale.ROOT))
            .toList();
    for (String word : words) {
      String reason = ANYWHERE.get(word);
      if (reason != null) {
        return Optional.of(reason);
      }
    }
    String joined = String.join("/", words);
    if (STORES.stream().anyMatch(joined::startsWith)) {
      return Optional.of(STORED);
    }
    return words.isEmpty()
        ? Optional.empty()
        : Optional.ofNullable(AT_THE_END.get(words.getLast()));
  }

  private static Map<String, String> reasons(Map<String, String> wordsByReason) {
    return wordsByReason.entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(entry.getValue().split(" ", -1))
                    .map(word -> Map.entry(word, entry.getKey())))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private AdministrativePaths() {}
}
