package dev.drawbridge.operator.node;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real node, for whoever has it: files of all pods, and what runs in them. */
final class Machine {

  private final Testbed testbed;
  private final String process;

  private Machine(Testbed testbed, String process) {
    this.testbed = testbed;
    this.process = process;
  }

  static Machine of(Testbed testbed) {
    Path machine = testbed.runFolder().resolve("processes").resolve("machine.json");
    try {
      return new Machine(
          testbed, new ObjectMapper().readTree(machine.toFile()).path("pid").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command there, as root. */
  CommandResult run(String... command) {
    List<String> all = new ArrayList<>(List.of("nsenter", "--mount", "--target", process, "--"));
    all.addAll(List.of(command));
    return testbed.run(all.toArray(String[]::new)).orThrow();
  }

  /** As {@code ctr tasks ACTION CONTAINER}. */
  void task(String container, String action, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("/run/testbed/bin/ctr", "--address=/run/containerd/containerd.sock"));
    command.addAll(List.of("--namespace=k8s.io", "tasks", action));
    command.addAll(List.of(options));
    command.add(container);
    run(command.toArray(String[]::new));
  }
}
