package dev.drawbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.segment.Entry;
import dev.drawbridge.audit.verify.Forgery;
import dev.drawbridge.audit.writer.TestLog;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The worked example of docs/auditor.md: every block {@code console} is run as it stands, line by
 * line, and must print what stands below; {@code [...]} stands for anything.
 */
class AuditorGuideTest {

  private static final Path GUIDE = Path.of("../docs/auditor.md");

  @TempDir Path folder;

  /** A command and what it prints. */
  private record Step(String command, String output) {}

  @BeforeEach
  void prepare() throws Exception {
    Evidence evidence = new Evidence(folder);
    TestLog log = Evidence.served(Evidence.ORIGIN).close();
    evidence.copy(log, "logs/" + Evidence.ORIGIN);
    Path note = evidence.note(log, Evidence.ORIGIN, "note");
    evidence.notesAsConfigMaps("witness-notes.json", note);
    Forgery forgery = Forgery.of(log.disk.contents(), "segments/00000000.seg");
    forgery.entry(3)[Entry.CLEAR_BYTES + 5] ^= 1;
    forgery.relink();
    evidence.copy(forgery.files(), "tampered");
    Files.copy(Path.of("../testbed/auditlog/verify.py"), folder.resolve("verify.py"));
    FakeCluster cluster = new FakeCluster(folder.resolve("server"));
    cluster.collects(log, Evidence.ORIGIN);
    kubectl(cluster.kubectl.program);
  }

  /** A kubectl that has our plugin, and a cluster for everything else. */
  private void kubectl(Path cluster) throws Exception {
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path kubectl =
        Files.writeString(
            bin.resolve("kubectl"),
            """
            #!/bin/sh
            [ "$1" = drawbridge ] || exec "%s" "$@"
            shift
            exec "%s" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp "%s" dev.drawbridge.cli.Main "$@"
            """
                .formatted(
                    cluster,
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    absoluteClassPath()));
    Files.setPosixFilePermissions(kubectl, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static String absoluteClassPath() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getProperty("java.class.path"))
        .map(path -> Path.of(path).toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static List<Step> steps() throws Exception {
    List<Step> steps = new ArrayList<>();
    boolean inside = false;
    for (String line : Files.readAllLines(GUIDE)) {
      if (line.startsWith("```")) {
        inside = line.equals("```console");
      } else if (inside && line.startsWith("$ ")) {
        steps.add(new Step(line.substring(2), ""));
      } else if (inside) {
        Step last = steps.removeLast();
        steps.add(
            last.command().endsWith("\\")
                ? new Step(last.command() + "\n" + line, "")
                : new Step(last.command(), last.output() + line + "\n"));
      }
    }
    return steps;
  }

  private String run(String command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", command);
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    builder.environment().put("PATH", folder.resolve("bin") + File.pathSeparator + path);
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  @Test
  void everyCommandOfTheGuidePrintsWhatStandsBelowIt() throws Exception {
    List<Step> steps = steps();
    assertThat(steps).hasSizeGreaterThan(6);
    for (Step step : steps) {
      String pattern =
          Pattern.compile("[...]", Pattern.LITERAL)
              .splitAsStream(step.output() + "\0")
              .map(Pattern::quote)
              .collect(Collectors.joining("(?s:.*)"));
      assertThat(run(step.command()) + "\0").as(step.command()).matches(pattern);
    }
  }
}
