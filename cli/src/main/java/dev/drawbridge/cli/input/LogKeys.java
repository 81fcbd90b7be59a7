package dev.drawbridge.cli.input;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.note.VerifierKey.Kind;
import dev.drawbridge.cli.failure.CommandFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The keys of logs. A log's key bears its origin as a name, {@code
 * cluster/namespace/deployment/pod/epoch}; a key that is named by the beginning of it stands for
 * all logs below, and one without a name for any.
 */
public final class LogKeys {

  private final List<NamedKey> keys;

  private LogKeys(List<NamedKey> keys) {
    this.keys = keys;
  }

  /** The keys that the values of {@code --log-key} name. */
  public static LogKeys of(List<String> values) {
    return new LogKeys(new PublicKeys("--log-key", Kind.LOG).read(values));
  }

  /**
   * The key of a log.
   *
   * @param origin what the log says of itself; if that is forged, its key will not verify it
   */
  public VerifierKey of(String origin) {
    return fitting(origin).orElseGet(() -> onlyOne(origin));
  }

  /** The key that was given for a log; empty if none was. */
  public Optional<VerifierKey> fitting(String origin) {
    return keys.stream()
        .filter(key -> key.fits(origin))
        .max(Comparator.comparingInt(key -> key.scope().length()))
        .flatMap(key -> named(key.key(), origin));
  }

  private static Optional<VerifierKey> named(VerifierKey key, String origin) {
    try {
      return Optional.of(key.named(origin));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // no log is called so
    }
  }

  /** Given one key for one log, that is the name that the log should have. */
  private VerifierKey onlyOne(String origin) {
    if (keys.size() == 1) {
      return keys.getFirst().key();
    }
    throw CommandFailure.usage(
        "--log-key",
        "none of the keys is for the log '%s'".formatted(origin),
        "give its key too; the operator publishes it in the serving namespace");
  }
}
