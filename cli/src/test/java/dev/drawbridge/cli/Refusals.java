package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.cli.Cli.Answer;
import java.io.IOException;
import java.nio.file.Path;

/** A log that is in order, and commands about it that have to be refused. */
final class Refusals {

  final Evidence evidence;
  final Path log;

  Refusals(Path folder) throws IOException {
    evidence = new Evidence(folder);
    log = evidence.copy(Evidence.served(Evidence.ORIGIN), "log");
  }

  /** Nothing but the message comes out. */
  static void assertRefused(int code, String message, Object... arguments) {
    Answer answer = Cli.run(arguments);

    assertThat(answer.err()).contains(message);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.out()).isEmpty();
  }

  /** Likewise of {@code audit verify}, which is given the log, its key, and more. */
  void assertVerifyRefused(int code, String message, Object... more) {
    assertRefused(
        code, message, Cli.join(more, "audit", "verify", log, "--log-key", evidence.logKey));
  }
}
