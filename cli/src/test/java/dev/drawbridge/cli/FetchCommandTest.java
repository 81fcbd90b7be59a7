package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import dev.drawbridge.cli.FakeKubectl.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is fetched, and what becomes of what is there. */
class FetchCommandTest {

  private static final String ORIGIN = Evidence.ORIGIN;
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path folder;
  private FakeCluster cluster;
  private TestLog log;
  private Path to;

  @BeforeEach
  void collect() throws IOException {
    cluster = new FakeCluster(folder);
    log = Evidence.served(ORIGIN);
    cluster.collects(log, ORIGIN);
    to = folder.resolve("my evidence");
  }

  /** Runs the command that a fetch printed. */
  private static Answer next(Answer fetched) {
    assertThat(fetched.code()).as(fetched.err()).isZero();
    String last = fetched.out().strip().lines().toList().getLast().strip();
    assertThat(last).startsWith("kubectl drawbridge audit verify ");
    return Cli.run(
        Stream.of(
                last.substring("kubectl drawbridge ".length())
                    .split(" (?=(?:[^']*'[^']*')*[^']*$)"))
            .map(word -> word.replace("'", ""))
            .toArray());
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(to)) {
      try (Stream<Path> all = Files.walk(to)) {
        for (Path file : all.filter(Files::isRegularFile).toList()) {
          files.put(
              to.relativize(file).toString(),
              new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return files;
  }

  private void assertRefusedAndUnchanged(String message) throws IOException {
    Map<String, String> before = files();

    Answer answer = cluster.fetch(to);

    assertThat(answer.err()).contains(message);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.out()).isEmpty();
    assertThat(files()).containsExactlyEntriesOf(before);
    try (Stream<Path> left = Files.list(to)) {
      assertThat(left).noneMatch(path -> path.toString().contains(".arriving-"));
    }
  }

  @Test
  void theNextCommandVerifiesWhatWasFetched() throws IOException {
    Answer fetched = cluster.fetch(to);

    assertThat(fetched.out())
        .startsWith("Fetched 1 log (")
        .contains("and 1 note of the witness into " + to)
        .contains("compare them with those that you were given");
    assertThat(fetched.err()).isEmpty();
    Answer verified = next(fetched);
    assertThat(verified.out()).contains("Log " + ORIGIN, "1 note of their own", "INTACT");
    assertThat(verified.out()).doesNotContain("UNSIGNED_TAIL");
    assertThat(verified.code()).isZero();
  }

  @Test
  void theExportIsWhatAuditorsMayStart() throws IOException {
    cluster.fetch(to, "--context", "prod", "--deployment", "research/lab-assistant");

    assertThat(cluster.kubectl.lastCall())
        .isEqualTo(
            "--context=prod exec --namespace=drawbridge-system operator-1 --container=operator --"
                + " /opt/java/bin/java -Xmx32m -XX:TieredStopAtLevel=1 -cp /app/lib/main/*"
                + " dev.drawbridge.audit.export.Export research/lab-assistant");
  }

  @Test
  void theChartsPolicyLetsThatBeStarted() throws IOException {
    cluster.fetch(to, "--deployment", "research/lab-assistant");

    Matcher policy =
        Pattern.compile("define \"drawbridge.export\" -}}\n(.*)\n")
            .matcher(
                Files.readString(
                    Path.of("../charts/drawbridge/templates/isolation/_strangers.tpl")));
    assertThat(policy.find()).isTrue();
    assertThat(cluster.kubectl.lastCall())
        .matches(".* -- " + policy.group(1) + " research/lab-assistant");
  }

  @Test
  void onlyWhatWasAskedFor() throws IOException {
    TestLog other = Evidence.served("c1/ops/bot/uid-1/0");
    cluster.collects(other, "c1/ops/bot/uid-1/0");
    cluster.kubectl.answers(Question.EXPORT, cluster.collected.archive("research/lab-assistant"));

    Answer fetched = cluster.fetch(to, "--deployment", "research/lab-assistant");

    assertThat(fetched.err()).isEmpty();
    assertThat(files().keySet()).noneMatch(name -> name.contains("bot"));
    assertThat(next(fetched).code()).isZero();
  }

  @Test
  void fetchedAgainTheLogGrowsAndTheOlderNoteStays() throws IOException {
    cluster.fetch(to);
    Evidence.request(log);
    cluster.collects(log.pass(SECOND), ORIGIN);

    Answer fetched = cluster.fetch(to);

    assertThat(files().keySet().stream().filter(name -> name.startsWith("notes/"))).hasSize(2);
    Answer verified = next(fetched);
    assertThat(verified.out()).contains("2 notes of their own", "4 accepted", "INTACT");
    assertThat(verified.code()).isZero();
  }

  @Test
  void fetchedAgainWithoutNewsNothingChanges() throws IOException {
    cluster.fetch(to);
    Map<String, String> before = files();

    assertThat(cluster.fetch(to).code()).isZero();

    assertThat(files()).containsExactlyEntriesOf(before);
  }

  @Test
  void aLogThatWasWrittenAnewIsNotWrittenOverTheOther() throws IOException {
    cluster.fetch(to);
    cluster = new FakeCluster(folder.resolve("anew"));
    cluster.collects(Evidence.served(ORIGIN), ORIGIN);
    cluster.kubectl.answers(Question.NOTES, "{\"items\":[]}");

    assertRefusedAndUnchanged("what was fetched does not go on from the copy there: ");
  }

  @Test
  void neitherIsOneThatIsShorter() throws IOException {
    byte[] before = cluster.collected.archive();
    Evidence.request(log);
    cluster.collects(log.pass(SECOND), ORIGIN);
    cluster.fetch(to);
    cluster.kubectl.answers(Question.EXPORT, before);

    assertRefusedAndUnchanged("is another one from byte");
  }

  @Test
  void neitherIsAnotherKeyInThePlaceOfTheFirst() throws IOException {
    cluster.fetch(to);
    cluster.keys(
        "{\"metadata\":{\"namespace\":\"%s\"},\"data\":{\"log.vkey\":\"%s\"}}"
            .formatted(FakeCluster.SERVING, OtherKey.named(Evidence.DEPLOYMENT)));

    assertRefusedAndUnchanged(
        "the cluster has another key of %s now; find out who changed it"
            .formatted(Evidence.DEPLOYMENT));
  }

  @Test
  void aKeyFromANamespaceThatIsNotTheOperatorsIsNotTaken() throws IOException {
    cluster.keys(
        "{\"metadata\":{\"namespace\":\"evil\"},\"data\":{\"log.vkey\":\"%s\"}}"
            .formatted(OtherKey.named(Evidence.DEPLOYMENT)),
        FakeCluster.key(FakeCluster.SERVING, Evidence.DEPLOYMENT));

    assertThat(next(cluster.fetch(to)).code()).isZero();
  }

  @Test
  void withoutKeysNoneAreAskedFor() throws IOException {
    cluster.kubectl.doesNotFind(Question.KEYS).doesNotFind(Question.WITNESS);

    Answer fetched = cluster.fetch(to, "--without-keys");

    assertThat(fetched.code()).isZero();
    assertThat(fetched.out()).contains("--log-key LOG-KEY --witness WITNESS-KEY --witness-note ");
    assertThat(to.resolve("keys")).doesNotExist();
  }

  @Test
  void saysWhichKeyIsMissing() throws IOException {
    cluster.keys();

    assertThat(cluster.fetch(to).err())
        .contains("warning: research/lab-assistant: its key is not published any more; give");
  }

  @Test
  void saysWhereTheWitnessKnowsMore() throws IOException {
    Evidence.request(log);
    cluster.remembers(log.pass(SECOND), ORIGIN);
    cluster.remembers(Evidence.served(Evidence.SECOND), Evidence.SECOND);

    Answer fetched = cluster.fetch(to);

    assertThat(fetched.err())
        .contains(
            "warning: %s: the copy has 9 entries, and the witness has seen 11; fetch again"
                .formatted(ORIGIN))
        .contains(
            "warning: %s: the witness knows it, and there is no copy".formatted(Evidence.SECOND));
    assertThat(next(fetched).out()).contains("WITNESS_AHEAD", "LOG_MISSING");
  }

  @Test
  void aForgedNoteIsNotKept() throws IOException {
    cluster.kubectl.answers(
        Question.NOTES,
        FakeKubectl.list(
            List.of("{\"data\":{\"origin\":\"%s\",\"note\":\"x\"}}".formatted(ORIGIN))));

    Answer fetched = cluster.fetch(to);

    assertThat(fetched.code()).isEqualTo(3);
    assertThat(fetched.err()).contains("the witness's note of " + ORIGIN);
  }

  @Test
  void whatIsInTheFolderIsNotReadWithoutALimit() throws IOException {
    cluster.fetch(to);
    Path checkpoint = to.resolve("logs").resolve(ORIGIN).resolve("checkpoint");
    byte[] before = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, new byte[(1 << 20) + 1]);
    assertRefusedAndUnchanged("checkpoint has more than 1 MiB");
    Files.write(checkpoint, before);
    Files.write(to.resolve("keys/log.vkey"), new byte[(1 << 20) + 1]);
    assertRefusedAndUnchanged("log.vkey has more than 1 MiB");
  }
}
