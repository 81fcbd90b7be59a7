package dev.drawbridge.operator.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Fetches the logs of a deployment and verifies them, with the program that {@code make build}
 * makes. What is fetched later goes to the same folder.
 */
final class Auditor {

  private static final String PROGRAM = "../cli/kubectl-drawbridge";

  private final Testbed testbed;
  private final Served model;
  private final Path folder;

  Auditor(Testbed testbed, Served model, Path folder) {
    this.testbed = testbed;
    this.model = model;
    this.folder = folder;
  }

  /** Brings the copies up to date; they may be a second or two behind. */
  Auditor fetch() {
    String name = model.seen().named().getMetadata().getName();
    run("fetch", "--deployment", Served.TEAM + "/" + name, "--to", folder.toString()).orThrow();
    return this;
  }

  /** What the verifier says, as JSON, whatever it is. */
  JsonNode verify() throws JsonProcessingException {
    CommandResult said =
        run(
            "verify",
            folder.resolve("logs").toString(),
            "--log-key",
            folder.resolve("keys/log.vkey").toString(),
            "--witness",
            folder.resolve("keys/witness.vkey").toString(),
            "--witness-note",
            folder.resolve("notes").toString(),
            "--kek",
            wrappingKeys().toString(),
            "--format",
            "json");
    return new ObjectMapper().readTree(said.stdout());
  }

  /** The records of an event in one of the logs that the verifier told of, a line each. */
  List<String> records(JsonNode log, String event) {
    return run(
            "show",
            log.path("folder").asText(),
            "--kek",
            wrappingKeys().toString(),
            "--event",
            event)
        .orThrow()
        .stdout()
        .lines()
        .toList();
  }

  /** Which open the records; an administrator hands them over. */
  private Path wrappingKeys() {
    Path keys = folder.resolve("keks");
    try {
      Files.createDirectories(keys);
      for (Secret secret :
          testbed
              .client()
              .secrets()
              .inNamespace(model.seen().servingNamespace())
              .list()
              .getItems()) {
        if (secret.getMetadata().getName().startsWith(ServingNames.AUDIT_KEK)
            || secret.getMetadata().getName().equals(ServingNames.AUDIT_KEYS)) {
          write(secret, keys);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  private static void write(Secret secret, Path keys) throws IOException {
    for (String file : secret.getData().keySet()) {
      if (file.startsWith("kek")) {
        Files.write(keys.resolve(file), Base64.getDecoder().decode(secret.getData().get(file)));
      }
    }
  }

  private CommandResult run(String command, String... arguments) {
    List<String> all = new ArrayList<>(List.of(PROGRAM, "audit", command));
    all.addAll(List.of(arguments));
    return testbed.run(all.toArray(String[]::new));
  }
}
