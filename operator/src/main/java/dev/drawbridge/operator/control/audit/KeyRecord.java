package dev.drawbridge.operator.control.audit;

import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What everybody may know of the keys of a deployment's logs. The keys themselves are in Secrets
 * that the operator makes and never reads; this, in a ConfigMap beside them, is how it knows of
 * them, and how the collector and auditors know the key that checkpoints are signed with.
 *
 * @param logKey the public key of the logs, Ed25519 as X.509 in PEM
 * @param logVkey the same in signed-note's form, under the name cluster/namespace/deployment
 * @param kek id of the key that wrapped the keys of segments before there was one for each span
 * @param epochs the spans of 90 days since 1970 that there is a secret of keyed hashes for
 * @param keks those that there is a key for, which wraps the keys of segments
 * @param made when, by RFC 3339
 */
public record KeyRecord(
    State state,
    String logKey,
    String logVkey,
    String kek,
    SortedSet<Integer> epochs,
    SortedSet<Integer> keks,
    String made) {

  /** How far the making of keys came. */
  public enum State {
    /** About to be made; they are there or not. */
    INTENDED("Intended"),
    /** They are there. */
    MADE("Made"),
    /** Keys are there that nobody knows the public part of. */
    LOST("Lost");

    private final String text;

    State(String text) {
      this.text = text;
    }

    private static State of(String text) {
      return Arrays.stream(values())
          .filter(state -> state.text.equals(text))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException(text + " is no state of keys"));
    }
  }

  private static final String STATE = "state";
  private static final String LOG_KEY = "log.pub";
  private static final String LOG_VKEY = "log.vkey";
  private static final String KEK = "kek.kid";
  private static final String EPOCHS = "epochs";
  private static final String KEKS = "kek.epochs";
  private static final String MADE = "made";

  public KeyRecord {
    epochs = new TreeSet<>(epochs);
    keks = new TreeSet<>(keks);
  }

  /** Of keys that are in use and whose record is gone. */
  public static KeyRecord lost(SortedSet<Integer> keks, String now) {
    return new KeyRecord(State.LOST, "", "", "", new TreeSet<>(), keks, now);
  }

  public KeyRecord in(State other) {
    return new KeyRecord(other, logKey, logVkey, kek, epochs, keks, made);
  }

  public KeyRecord with(SortedSet<Integer> otherEpochs, SortedSet<Integer> otherKeks) {
    return new KeyRecord(state, logKey, logVkey, kek, otherEpochs, otherKeks, made);
  }

  /** As it is published. */
  public ConfigMap published(ObjectMeta metadata) {
    Map<String, String> data = new TreeMap<>();
    data.put(STATE, state.text);
    data.put(LOG_KEY, logKey);
    data.put(LOG_VKEY, logVkey);
    data.put(KEK, kek);
    data.put(EPOCHS, list(epochs));
    data.put(KEKS, list(keks));
    data.put(MADE, made);
    return new ConfigMapBuilder().withMetadata(metadata).withData(data).build();
  }

  /** Empty when the ConfigMap says nothing that can be read. */
  public static Optional<KeyRecord> read(@Nullable ConfigMap published) {
    Map<String, String> data =
        published == null || published.getData() == null ? Map.of() : published.getData();
    try {
      return Optional.of(
          new KeyRecord(
              State.of(text(data, STATE)),
              text(data, LOG_KEY),
              text(data, LOG_VKEY),
              text(data, KEK),
              numbers(text(data, EPOCHS)),
              numbers(data.getOrDefault(KEKS, "")), // which the version before did not have
              text(data, MADE)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String text(Map<String, String> data, String key) {
    String text = data.get(key);
    if (text == null) {
      throw new IllegalArgumentException(ServingNames.AUDIT_KEYS + " has no " + key);
    }
    return text;
  }

  private static String list(SortedSet<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static SortedSet<Integer> numbers(String list) {
    return Arrays.stream(list.split(","))
        .filter(number -> !number.isEmpty())
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
