package dev.drawbridge.cli.audit;

import dev.drawbridge.cli.input.LogKeys;
import dev.drawbridge.cli.input.WitnessKeys;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom one trusts. None of it may be taken from the log itself. */
final class TrustOptions {

  @Option(
      names = "--log-key",
      required = true,
      paramLabel = "KEY",
      description = {
        "Public key of the log, from the operator and not from the log: NAME+ID+BASE64, or a file"
            + " with such lines or with a public key in PEM. A key that is named by the beginning"
            + " of an origin (cluster/namespace/deployment) stands for all logs below; one in PEM"
            + " for any. Can be repeated."
      })
  private List<String> logKeys = List.of();

  @Option(
      names = "--witness",
      paramLabel = "KEY",
      description = {
        "Public key of a witness: NAME+ID+BASE64, or a file with such lines. Without any, a cut or"
            + " a forgery by whoever holds the log's keys is not found. Can be repeated."
      })
  private List<String> witnesses = List.of();

  @Option(
      names = "--witnesses",
      paramLabel = "N",
      description = "How many of the witnesses must have cosigned; default 1 if there is any.")
  private @Nullable Integer quorum;

  LogKeys logKeys() {
    return LogKeys.of(logKeys);
  }

  WitnessKeys witnesses() {
    return WitnessKeys.of(witnesses, quorum);
  }
}
