package dev.drawbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.export.ArchiveEnd;
import dev.drawbridge.cli.Cli.Answer;
import dev.drawbridge.cli.FakeKubectl.Question;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is missing or wrong, the error names it and the way out, and no log is left behind. */
class FetchFailuresTest {

  @TempDir Path folder;
  private FakeCluster cluster;
  private Path to;

  @BeforeEach
  void collect() throws IOException {
    cluster = new FakeCluster(folder);
    cluster.collects(Evidence.served(Evidence.ORIGIN), Evidence.ORIGIN);
    to = folder.resolve("evidence");
  }

  private void assertFails(String message, Object... more) throws IOException {
    Answer answer = cluster.fetch(to, more);

    assertThat(answer.err()).contains(message);
    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.out()).isEmpty();
    assertThat(to.resolve("logs")).doesNotExist();
    if (Files.exists(to)) {
      try (Stream<Path> left = Files.list(to)) {
        assertThat(left).noneMatch(path -> path.toString().contains(".arriving-"));
      }
    }
  }

  @Test
  void noKubectl() {
    Answer answer =
        Cli.run("audit", "fetch", "--to", to, "--kubectl", folder.resolve("no-such-program"));

    assertThat(answer.code()).isEqualTo(3);
    assertThat(answer.err())
        .contains("no-such-program: it cannot be started", "install kubectl, or name it with");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "LEASE | Error from server (NotFound): leases \"drawbridge-operator\" not found | name the operator's namespace with --namespace",
        "LEASE | error: context \"prod\" does not exist | name one that kubectl config get-contexts lists",
        "WITNESS | Error from server (NotFound): configmaps \"drawbridge-witness\" not found | wait for the operator's first leader",
        "LEASE | Error from server (Forbidden): leases is forbidden: User \"eve\" cannot get | ask an administrator for the rights of drawbridge-auditor",
        "KEYS | Error from server (Forbidden): configmaps is forbidden: User \"eve\" cannot list | ask an administrator for the rights of drawbridge-auditor",
        "NAMESPACES | Error from server (Forbidden): namespaces is forbidden | ask an administrator for the rights of drawbridge-auditor",
        "NOTES | Error from server (Forbidden): configmaps is forbidden | ask an administrator for the rights of drawbridge-auditor",
        "EXPORT | Error from server (Forbidden): pods \"operator-1\" is forbidden: User \"eve\" cannot create resource \"pods/exec\" | ask an administrator for the rights of drawbridge-auditor",
        "EXPORT | Error from server (Forbidden): ValidatingAdmissionPolicy 'drawbridge-own-namespace' denied request | ask an administrator for the rights of drawbridge-auditor (docs/auditor.md), unless operator and this program are of different versions",
        "EXPORT | Error from server (NotFound): pods \"operator-1\" not found | another pod leads meanwhile: try again",
        "EXPORT | Error: Could not find or load main class dev.drawbridge.audit.export.Export | the operator is of another version: upgrade it",
        "EXPORT | error: DRAWBRIDGE_COLLECTOR_DIRECTORY is not set, so this operator collects no logs | set it and give it a volume",
        "EXPORT | error: somebody else fetches logs just now | try again when that has ended",
        "EXPORT | error: the copies cannot be read or handed out: java.io.IOException: x | see the volume of the operator's pod",
        "EXPORT | error: unable to upgrade connection: container not found (\"operator\") | wait until the operator's pod runs",
        "EXPORT | E1128 unexpected | try the same with kubectl by hand"
      })
  void whatKubectlSaysIsToldWithTheWayOut(Question question, String error, String fix)
      throws IOException {
    cluster.kubectl.fails(question, error, 1);

    assertFails("; " + fix);
    assertThat(cluster.fetch(to).err()).contains(error.replaceFirst("^error: (?!context)", ""));
  }

  @Test
  void noLeader() throws IOException {
    cluster.kubectl.answers(Question.LEASE, "{\"spec\":{}}");

    assertFails("it names no leader, so nobody collects logs; try again in a few seconds");
  }

  @Test
  void noKeyOfTheWitness() throws IOException {
    cluster.kubectl.answers(Question.WITNESS, "{\"data\":{}}");

    assertFails(
        "ConfigMap drawbridge-witness in namespace drawbridge-system: it has no witness.vkey");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{\"spec\":", "<html>"})
  void anAnswerThatIsNone(String answer) throws IOException {
    cluster.kubectl.answers(Question.LEASE, answer);

    assertFails("Lease drawbridge-operator in namespace drawbridge-system: ");
  }

  @Test
  void nothingCollected() throws IOException {
    cluster.kubectl.answers(Question.EXPORT, archive(List.of()));

    assertFails("the operator has collected no log yet; see condition AuditActive");
    assertFails("the operator has no log of a/b; check namespace", "--deployment", "a/b");
  }

  @Test
  void argumentsThatCannotBe() {
    assertThat(cluster.fetch(to, "--deployment", "lab").err())
        .contains("--deployment: 'lab' is not NAMESPACE/NAME; see kubectl get modeldeployments");
    assertThat(cluster.fetch(to, "--deployment", "a/b c").code()).isEqualTo(2);
    assertThat(cluster.fetch(to, "--max-gib", "0").code()).isEqualTo(2);
    assertThat(Cli.run("audit", "fetch").err()).contains("--to");
  }

  /** With an end that fits, unless the names are bad. */
  private static byte[] archive(List<String> names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write('x');
        zip.closeEntry();
      }
      zip.putNextEntry(new ZipEntry(ArchiveEnd.NAME));
      zip.write(new ArchiveEnd(1, names.size(), names.size()).encode());
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside",
        "c1/research/lab-assistant/uid/0/../../../../../../outside",
        "/tmp/outside",
        "c1/research/lab-assistant/uid/0/segments/../../../../../../outside",
        "c1/research/lab-assistant/uid/0/run.sh",
        "logs"
      })
  void namesThatLeadOutOfTheFolder(String name) throws IOException {
    cluster.kubectl.answers(Question.EXPORT, archive(List.of(name)));

    assertFails("'%s' is no file of a log".formatted(name));
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void anArchiveThatWasCutOffAnywhere() throws IOException {
    byte[] whole = cluster.collected.archive();
    int end = new String(whole, StandardCharsets.ISO_8859_1).indexOf("drawbridge-logs/v1");
    for (int length = 0; length < end; length += end / 12) {
      cluster.kubectl.answers(Question.EXPORT, Arrays.copyOf(whole, length));

      assertFails("the copies in pod operator-1: the archive ends too early; try again");
    }
  }

  @Test
  void whatCutItOffIsTold() throws IOException {
    byte[] whole = cluster.collected.archive();
    cluster.kubectl.answers(
        Question.EXPORT,
        Arrays.copyOf(whole, whole.length / 2),
        "error: the copies cannot be read or handed out: java.io.IOException: disk\n",
        1);

    assertFails("java.io.IOException: disk; see the volume of the operator's pod");
  }

  /** Whoever is in the container writes there what he likes. */
  @Test
  void anEndlessLineIsToldByItsBeginning() throws IOException {
    cluster.kubectl.fails(Question.EXPORT, "error: " + "x".repeat(5 << 20), 1);

    assertFails("error: the copies in pod operator-1: xxx");
    assertThat(cluster.fetch(to).err()).hasSizeLessThan(10_000);
  }

  @Test
  void anEndThatDoesNotFit() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(ArchiveEnd.NAME));
      zip.write(new ArchiveEnd(1, 7, 700).encode());
    }
    cluster.kubectl.answers(Question.EXPORT, bytes.toByteArray());

    assertFails("its end does not fit to what came before");
  }

  @Test
  void bytesThatWereChangedOnTheWay() throws IOException {
    byte[] whole = cluster.collected.archive();
    whole[whole.length / 2] ^= 1;
    cluster.kubectl.answers(Question.EXPORT, whole);

    assertFails("the copies in pod operator-1: the answer cannot be read: ");
  }

  @Test
  void whatIsToBeTheFolderIsAFile() throws IOException {
    Files.writeString(to, "a file");

    assertThat(cluster.fetch(to).code()).isEqualTo(3);
    assertThat(cluster.fetch(to).err()).contains(to.toString());
  }
}
