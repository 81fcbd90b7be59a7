package dev.drawbridge.operator.harness;

import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import java.util.stream.Stream;

/** The versions of Helm that the chart is for. */
public enum Helm {
  /** Applies on the server, and waits for custom resources too. */
  FOUR("helm"),
  /** Merges what was, what shall be and what is, and waits for Kubernetes' own kinds only. */
  THREE("helm3");

  private final String program;

  Helm(String program) {
    this.program = program;
  }

  /** As an administrator runs it. */
  public CommandResult run(Testbed testbed, String... arguments) {
    return testbed.run(
        Stream.concat(Stream.of(program), Stream.of(arguments)).toArray(String[]::new));
  }
}
