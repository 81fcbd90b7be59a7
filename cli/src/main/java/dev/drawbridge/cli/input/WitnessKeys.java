package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.VerifierKey.Kind;
import dev.drawbridge.cli.failure.CommandFailure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The witnesses that are trusted.
 *
 * @param keys of them
 * @param quorum how many must have cosigned
 */
public record WitnessKeys(List<VerifierKey> keys, int quorum) {

  public WitnessKeys {
    keys = List.copyOf(keys);
  }

  /**
   * What the options say. A key that is given twice is one witness.
   *
   * @param values of {@code --witness}
   * @param quorum of {@code --witnesses}; null if it was not given: then it is one, if there is any
   */
  public static WitnessKeys of(List<String> values, @Nullable Integer quorum) {
    List<VerifierKey> keys =
        new PublicKeys("--witness", Kind.WITNESS)
            .read(values).stream()
                .map(NamedKey::key)
                .collect(
                    Collectors.toMap(
                        VerifierKey::vkey, key -> key, (one, _) -> one, LinkedHashMap::new))
                .values()
                .stream()
                .toList();
    int wanted = quorum == null ? Math.min(1, keys.size()) : quorum;
    if (wanted < 0 || wanted > keys.size()) {
      throw CommandFailure.usage(
          "--witnesses",
          "%d of %d witnesses cannot be".formatted(wanted, keys.size()),
          "give the key of each with --witness, or ask for fewer");
    }
    return new WitnessKeys(keys, wanted);
  }
}
