package dev.drawbridge.sidecar.config;

import dev.drawbridge.sidecar.config.SidecarConfig.Model;
import dev.drawbridge.sidecar.config.SidecarConfig.Policy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Whether members that are right by themselves are right together. */
final class Agreement {

  /**
   * A record has 2,048 bytes. Names of members, hashes, times and counts take up to 1,280, and
   * whoever asks up to 256: also somebody who is no consumer, whose refusal must be on record. A
   * request whose record is too long would be refused, so what is always in it is looked at here.
   */
  static final int TEXT_BYTES = 500;

  static void check(SidecarConfig config, Problems problems) {
    inDomain(config, "trust.collector", config.trust().collector(), problems);
    consumers(config, problems);
    texts(config, problems);
  }

  private static void inDomain(
      SidecarConfig config, String path, String spiffe, Problems problems) {
    String prefix = "spiffe://%s/".formatted(config.trust().domain());
    if (!spiffe.startsWith(prefix)) {
      problems.add(
          path,
          "is outside the trust domain %s".formatted(config.trust().domain()),
          "use an id that begins with " + prefix);
    }
  }

  private static void consumers(SidecarConfig config, Problems problems) {
    Map<String, String> seen = new HashMap<>();
    seen.put(config.trust().collector(), "trust.collector");
    List<ConsumerEntry> consumers = config.consumers();
    for (int i = 0; i < consumers.size(); i++) {
      String path = "consumers[%d].spiffe".formatted(i);
      String spiffe = consumers.get(i).spiffe();
      inDomain(config, path, spiffe, problems);
      String other = seen.putIfAbsent(spiffe, path);
      if (other != null) {
        problems.add(path, "is the same as " + other, "give each its own, or remove one");
      }
    }
  }

  private static void texts(SidecarConfig config, Problems problems) {
    Model model = config.model();
    Policy policy = config.policy();
    int purpose =
        config.consumers().stream()
            .flatMap(each -> each.purposes().stream())
            .mapToInt(Agreement::bytes)
            .reduce(bytes(policy.purpose().orElse("")), Math::max);
    int sum =
        purpose
            + Stream.of(
                    model.uid(),
                    model.name(),
                    model.version(),
                    policy.dataClass(),
                    policy.legalBasis().orElse(""),
                    policy.retentionClass())
                .mapToInt(Agreement::bytes)
                .sum();
    if (sum > TEXT_BYTES) {
      problems.add(
          "$",
          "has texts for every record of %d bytes together".formatted(sum),
          "keep model.uid, name and version, policy.class, legalBasis and retentionClass, and the"
              + " longest purpose within "
              + TEXT_BYTES);
    }
  }

  /** As JSON, in which a quote and a backslash take two. */
  private static int bytes(String text) {
    int escaped = Math.toIntExact(text.chars().filter(c -> c == '"' || c == '\\').count());
    return text.getBytes(StandardCharsets.UTF_8).length + escaped;
  }

  private Agreement() {}
}
