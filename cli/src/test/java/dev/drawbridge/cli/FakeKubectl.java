package dev.drawbridge.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A kubectl that plays a cluster: each question has a file with its answer. What has none is not
 * found.
 */
final class FakeKubectl {

  /** What it is asked, by the names of its answers. */
  enum Question {
    LEASE,
    WITNESS,
    NAMESPACES,
    KEYS,
    NOTES,
    EXPORT
  }

  private static final String SCRIPT =
      """
      #!/bin/sh
      cd "${0%/*}" || exit 99
      printf '%s\\n' "$*" >> calls
      case "$*" in
        *"get lease drawbridge-operator --namespace=drawbridge-system "*) answer=LEASE ;;
        *"get configmap drawbridge-witness --namespace=drawbridge-system "*) answer=WITNESS ;;
        *"get namespaces --selector=drawbridge.dev/deployment "*) answer=NAMESPACES ;;
        *"get configmaps --all-namespaces --field-selector=metadata.name=audit-keys "*) answer=KEYS ;;
        *"get configmaps --namespace=drawbridge-system --selector=app.kubernetes.io/component=witness "*) answer=NOTES ;;
        *"exec --namespace=drawbridge-system operator-1 --container=operator -- "*) answer=EXPORT ;;
        *) answer=NONE ;;
      esac
      [ -f $answer.err ] && cat $answer.err >&2
      if [ -f $answer.out ]; then cat $answer.out; exit "$(cat $answer.code)"; fi
      echo 'Error from server (NotFound): there is no such thing' >&2
      exit 1
      """;

  final Path program;
  private final Path folder;

  FakeKubectl(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    program = Files.writeString(folder.resolve("kubectl"), SCRIPT);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  FakeKubectl answers(Question question, byte[] answer) throws IOException {
    return answers(question, answer, "", 0);
  }

  FakeKubectl answers(Question question, String answer) throws IOException {
    return answers(question, answer.getBytes(StandardCharsets.UTF_8));
  }

  FakeKubectl fails(Question question, String error, int code) throws IOException {
    return answers(question, new byte[0], error + "\n", code);
  }

  FakeKubectl answers(Question question, byte[] answer, String error, int code) throws IOException {
    Files.write(folder.resolve(question + ".out"), answer);
    Files.writeString(folder.resolve(question + ".err"), error);
    Files.writeString(folder.resolve(question + ".code"), Integer.toString(code));
    return this;
  }

  FakeKubectl doesNotFind(Question question) throws IOException {
    Files.deleteIfExists(folder.resolve(question + ".out"));
    return this;
  }

  /** A list of ConfigMaps, namespace and data of each. */
  static String list(List<String> items) {
    return items.stream().collect(Collectors.joining(",", "{\"items\":[", "]}"));
  }

  static String quoted(String text) {
    return "\"" + text.replace("\n", "\\n") + "\"";
  }

  /** The last call. */
  String lastCall() throws IOException {
    return Files.readAllLines(folder.resolve("calls")).getLast();
  }
}
