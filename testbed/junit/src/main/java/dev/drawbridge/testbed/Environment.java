package dev.drawbridge.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/**
 * What the environment tells about the cluster: either the testbed's variables or, with {@code
 * TESTBED=off}, a cluster of the user's own by {@code KUBECONFIG}.
 */
final class Environment {

  private final Map<String, String> variables;

  Environment(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /** Tells whether the user wants another cluster than the testbed. */
  boolean off() {
    return "off".equals(variables.get("TESTBED"));
  }

  /** Fails when this JVM cannot have a cluster. */
  void check() {
    if (off()) {
      kubeconfig();
    } else if (!variables.containsKey("TESTBED_RUN")) {
      throw new IllegalStateException(
          "This JVM runs outside the testbed's network: let testbed/jvm/bin/java start it (the"
              + " parent pom sets that for Maven Failsafe), or start your IDE by `testbed/testbed run"
              + " -- COMMAND`.");
    }
  }

  Path kubeconfig() {
    return Path.of(
        find("KUBECONFIG")
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "TESTBED=off asks for a cluster of your own: set KUBECONFIG to its file,"
                            + " or unset TESTBED.")));
  }

  /** A variable of the testbed; skips the test where there is no testbed. */
  String get(String variable) {
    if (off()) {
      throw new TestAbortedException(
          "With TESTBED=off the tests run in the cluster of KUBECONFIG, which has no "
              + variable
              + ": the audit log, OPA, the webhook certificate and stopping daemons need the"
              + " testbed. Unset TESTBED to run this test.");
    }
    return find(variable)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    variable + " is not set; let testbed/jvm/bin/java start this JVM."));
  }

  /** The testbed's script: as told, as linked in the run's folder of programs, or further up. */
  Path script() {
    String told = System.getProperty("testbed.script");
    if (told != null) {
      return Path.of(told);
    }
    Path linked = Path.of(get("TESTBED_BIN"), "testbed");
    if (Files.isExecutable(linked)) {
      return linked;
    }
    for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
      Path script = folder.resolve("testbed").resolve("testbed");
      if (Files.isExecutable(script)) {
        return script;
      }
    }
    throw new IllegalStateException(
        "The script testbed/testbed was not found from "
            + Path.of("").toAbsolutePath()
            + " upwards; name it by -Dtestbed.script=FILE.");
  }

  private Optional<String> find(String variable) {
    return Optional.ofNullable(variables.get(variable)).filter(value -> !value.isEmpty());
  }
}
