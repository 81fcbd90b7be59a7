package dev.drawbridge.sidecar;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Others recognise personal data by patterns that miss official specimens and hit what is none. The
 * sidecar recognises nothing yet, so it must change nothing, and nobody may say that it did. Nor
 * does it keep what was said.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NoRedactionTest {

  /** Of identity cards and a passport; and what was taken for plates of cars. */
  private static final List<String> SPECIMENS =
      List.of("L01X00T471", "LZ6311T475", "C01X00T478", "EU AI 2024", "SGB V 290", "A IT 3");

  private static final Pattern RESERVED = Pattern.compile("(pii|content)\\..+");

  private static final String QUESTION =
      "{\"messages\":[{\"content\":\"%s\"}]}".formatted(String.join("; ", SPECIMENS));

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void whatIsSaidPassesByteForByteBothWays(HttpClient.Version version) throws Exception {
    try (Pod pod = Pod.start();
        HttpClient client = pod.client("chatbot", version)) {
      pod.model.script((asked, out) -> ModelServer.json(out, asked.body()));

      String answer = client.send(pod.chat(QUESTION).build(), BodyHandlers.ofString()).body();

      assertThat(pod.model.asked().getFirst().body()).isEqualTo(QUESTION);
      assertThat(answer).isEqualTo(QUESTION);
    }
  }

  @Test
  void nothingOfItIsInARecordAMetricOrALineOfTheLog() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    PrintStream err = System.err;
    System.setOut(new PrintStream(said, true, UTF_8));
    System.setErr(new PrintStream(said, true, UTF_8));
    try (Pod pod = Pod.start()) {
      pod.model.script((asked, answer) -> ModelServer.json(answer, asked.body()));
      pod.ask(pod.chat(QUESTION));
      pod.ask(pod.chat(QUESTION + "}")); // which is refused, with a reason
      String metrics = pod.metrics();
      pod.ended();

      List<Map<Field, Object>> records = pod.records();
      assertThat(records).hasSizeGreaterThanOrEqualTo(3);
      for (String specimen : SPECIMENS) {
        assertThat(records.toString()).doesNotContain(specimen);
        assertThat(metrics).doesNotContain(specimen);
        assertThat(said.toString(UTF_8)).doesNotContain(specimen);
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  /** The schema has fields for both, so that a later version needs no other schema. */
  @Test
  void noRecordSaysThatSomethingWasRecognisedOrKept() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.ask(pod.chat(QUESTION));
      pod.ask(pod.chat(QUESTION + "}")); // which is refused

      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED)).isNotEmpty();
      assertThat(pod.records(Event.INFERENCE_DENIED)).isNotEmpty();
      assertThat(pod.records())
          .allSatisfy(
              record ->
                  assertThat(record.keySet())
                      .extracting(Field::text)
                      .noneMatch(RESERVED.asMatchPredicate()));
    }
  }

  static Stream<Path> whatUsersRead() throws IOException {
    Path root = Path.of("..");
    Stream<Path> folders =
        Stream.of("docs", "crds", "examples", "charts")
            .map(root::resolve)
            .flatMap(NoRedactionTest::files);
    return Stream.concat(
            Stream.of(root.resolve("README.md"), root.resolve("CHANGELOG.md")), folders)
        .filter(file -> file.toString().matches(".*\\.(md|yaml|json|tpl)"));
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final Pattern CLAIM =
      Pattern.compile("(?i)redact|presidio|anonymis|anonymiz|personal data is (masked|removed)");

  /** The changelog, the schema's reserved fields, and the list that names this test. */
  private static final List<String> DENIALS =
      List.of("No redaction", "`pii.action`", "NoRedactionTest");

  /** Where it is spoken of, it is said that it is not there. */
  @ParameterizedTest
  @MethodSource("whatUsersRead")
  void nobodyIsToldThatAnythingIsRedacted(Path file) throws IOException {
    List<String> claims =
        Files.readString(file, UTF_8)
            .lines()
            .filter(line -> CLAIM.matcher(line).find())
            .filter(line -> DENIALS.stream().noneMatch(line::contains))
            .toList();

    assertThat(claims).isEmpty();
  }

  @Test
  void theFormatSaysThatItsFieldsForItAreReserved() throws IOException {
    assertThat(Files.readString(Path.of("../docs/audit-log-format.md"), UTF_8))
        .contains("The fields `pii.*` and `content.*` are reserved");
    assertThat(Field.values())
        .extracting(Field::text)
        .filteredOn(RESERVED.asMatchPredicate())
        .hasSizeGreaterThan(4);
  }
}
