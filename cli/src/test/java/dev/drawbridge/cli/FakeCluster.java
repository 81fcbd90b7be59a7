package dev.drawbridge.cli;

import dev.drawbridge.audit.export.Collected;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import dev.drawbridge.cli.FakeKubectl.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** A cluster with an operator that collects the logs of research/lab-assistant. */
final class FakeCluster {

  static final String SERVING = "md-research-lab-assistant-0123456789";

  final FakeKubectl kubectl;
  final Collected collected;
  private final TreeMap<String, SignedNote> notes = new TreeMap<>();

  FakeCluster(Path folder) throws IOException {
    kubectl = new FakeKubectl(folder.resolve("cluster"));
    collected = new Collected(folder.resolve("copies"));
    kubectl
        .answers(Question.LEASE, "{\"spec\":{\"holderIdentity\":\"operator-1\"}}")
        .answers(
            Question.WITNESS,
            "{\"data\":{\"witness.vkey\":\"%s\\n\"}}"
                .formatted(TestLog.trust().witnesses().getFirst().vkey()))
        .answers(
            Question.NAMESPACES,
            """
            {"items":[{"metadata":{"name":"%s","labels":{"drawbridge.dev/deployment":"lab-assistant",
              "drawbridge.dev/deployment-namespace":"research"}}}]}
            """
                .formatted(SERVING));
    keys(key(SERVING, Evidence.DEPLOYMENT));
    collects();
  }

  /** A ConfigMap with a key. */
  static String key(String namespace, String name) {
    return "{\"metadata\":{\"namespace\":\"%s\"},\"data\":{\"log.vkey\":\"%s\"}}"
        .formatted(namespace, TestLog.trust().log().named(name).vkey());
  }

  void keys(String... configMaps) throws IOException {
    kubectl.answers(Question.KEYS, FakeKubectl.list(List.of(configMaps)));
  }

  /** The log as it is now is copied and its last checkpoint remembered. */
  void collects(TestLog log, String origin) throws IOException {
    collected.collect(log, origin);
    remembers(log, origin);
  }

  void remembers(TestLog log, String origin) throws IOException {
    notes.put(origin, log.witness.latestNote(origin).orElseThrow());
    collects();
  }

  private void collects() throws IOException {
    List<String> memory = new ArrayList<>();
    notes.forEach(
        (origin, note) ->
            memory.add(
                "{\"data\":{\"origin\":\"%s\",\"note\":%s}}"
                    .formatted(
                        origin,
                        FakeKubectl.quoted(new String(note.encode(), StandardCharsets.UTF_8)))));
    kubectl
        .answers(Question.NOTES, FakeKubectl.list(memory))
        .answers(Question.EXPORT, collected.archive());
  }

  Answer fetch(Path to, Object... more) {
    List<Object> arguments =
        new ArrayList<>(List.of("audit", "fetch", "--kubectl", kubectl.program, "--to", to));
    arguments.addAll(List.of(more));
    return Cli.run(arguments.toArray());
  }
}
