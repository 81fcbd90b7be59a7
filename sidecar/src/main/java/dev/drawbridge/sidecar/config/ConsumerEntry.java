package dev.drawbridge.sidecar.config;

import java.util.List;
import java.util.OptionalInt;

/**
 * One application that may ask.
 *
 * @param spiffe the URI in its certificate; unique among the consumers
 * @param purposes for which it may ask; empty for any
 * @param requestsPerMinute at most; empty for no limit of its own
 * @param tokensPerMinute in and out together, at most; empty for no limit of its own
 * @param concurrentRequests at most; empty for no limit of its own
 */
public record ConsumerEntry(
    String name,
    String namespace,
    String spiffe,
    List<String> purposes,
    OptionalInt requestsPerMinute,
    OptionalInt tokensPerMinute,
    OptionalInt concurrentRequests) {

  public ConsumerEntry {
    purposes = List.copyOf(purposes);
  }
}
