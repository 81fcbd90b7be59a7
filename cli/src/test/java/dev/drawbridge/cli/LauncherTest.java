package dev.drawbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script that starts the jar, with a Java that only says how it was started. */
class LauncherTest {

  @TempDir Path folder;
  private Path script;

  @BeforeEach
  void install() throws Exception {
    script = folder.resolve("kubectl-drawbridge");
    Files.copy(Path.of("kubectl-drawbridge"), script);
    executable(script);
  }

  private static void executable(Path file) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Path java(String name, String version) throws Exception {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
    Path java = home.resolve("bin/java");
    Files.writeString(java, "#!/bin/sh\necho started by %s: \"$@\"\n".formatted(name));
    executable(java);
    return home;
  }

  private record Answer(int code, String output) {}

  private Answer run(Path start, Path javaHome, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add(start.toString());
    builder.command().addAll(List.of(arguments));
    builder.environment().put("JAVA_HOME", javaHome.toString());
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Answer(process.exitValue(), output);
  }

  @Test
  void startsTheJarBesideItWithTheJavaThatTheUserChose() throws Exception {
    Path jar = Files.createFile(folder.resolve("kubectl-drawbridge.jar"));

    Answer answer = run(script, java("chosen", "25.0.1"), "audit", "verify", "a folder");

    assertThat(answer.output())
        .startsWith("started by chosen: ")
        .endsWith("-jar %s audit verify a folder\n".formatted(jar.toRealPath()));
    assertThat(answer.code()).isZero();
  }

  @Test
  void aJavaThatIsTooOldIsNotTaken() throws Exception {
    Files.createFile(folder.resolve("kubectl-drawbridge.jar"));

    assertThat(run(script, java("old", "21.0.2")).output()).doesNotContain("started by old");
  }

  @Test
  void findsTheJarThroughALink() throws Exception {
    Files.createFile(folder.resolve("kubectl-drawbridge.jar"));
    Path bin = Files.createDirectory(folder.resolve("bin"));
    Path link = Files.createSymbolicLink(bin.resolve("kubectl-drawbridge"), script);

    assertThat(run(link, java("chosen", "26")).output()).startsWith("started by chosen: ");
  }

  @Test
  void withoutAJarItSaysWhatToDo() throws Exception {
    Answer answer = run(script, java("chosen", "25"));

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.output()).contains("kubectl-drawbridge.jar was not found beside");
  }
}
