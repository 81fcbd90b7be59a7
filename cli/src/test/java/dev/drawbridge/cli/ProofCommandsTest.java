package dev.drawbridge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.TlogProof;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.writer.TestLog;
import dev.drawbridge.cli.Cli.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProofCommandsTest {

  @TempDir Path folder;
  private Evidence evidence;
  private TestLog log;
  private Path copy;
  private Path proof;
  private Path record;

  @BeforeEach
  void write() throws Exception {
    evidence = new Evidence(folder);
    log = Evidence.served(Evidence.ORIGIN);
    copy = evidence.copy(log, "log");
    proof = folder.resolve("3.tlog-proof");
    record = folder.resolve("3.json");
  }

  private void prove(int index) {
    Answer answer =
        Cli.run(
            "audit",
            "prove",
            copy,
            "--seq",
            index,
            "-o",
            proof,
            "--kek",
            evidence.kek,
            "--reveal",
            record);
    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
  }

  private Answer check(Object... more) {
    return Cli.run(Cli.join(more, "audit", "check-proof", proof, "--log-key", evidence.logKey));
  }

  @Test
  void aProofAndItsRecordHoldOffline() throws Exception {
    prove(2);

    Answer answer = check("--witness", evidence.witnessKey, "--record", record);

    assertThat(answer.err()).isEmpty();
    assertThat(answer.code()).isZero();
    Golden.assertSame("proven.txt", Cli.masked(answer.out(), folder));
  }

  @Test
  void aProofAloneShowsNoRecord() throws Exception {
    prove(2);

    Answer answer = check();

    assertThat(answer.code()).isZero();
    assertThat(answer.out()).contains("record  sealed").contains("witness none was asked for");
    assertThat(Files.readString(proof)).startsWith("c2sp.org/tlog-proof@v1\nextra ");
  }

  @Test
  void theProofGoesToStandardOutputIfNoFileIsNamed() throws Exception {
    prove(2);

    Answer answer = Cli.run("audit", "prove", copy, "--seq", 2);

    assertThat(answer.out()).isEqualTo(Files.readString(proof));
  }

  @Test
  void aProofOfAnotherEntryIsNone() throws Exception {
    prove(2);
    TlogProof two = TlogProof.parse(Files.readAllBytes(proof));
    prove(3);
    TlogProof three = TlogProof.parse(Files.readAllBytes(proof));
    Files.write(proof, new TlogProof(two.extra(), 3, three.path(), three.checkpoint()).encode());

    Answer answer = check();

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("its hashes do not lead from the entry to the root");
  }

  @Test
  void aRecordOfAnotherEntryIsNotShownByIt() throws Exception {
    prove(3);
    Path other = Files.move(record, folder.resolve("other.json"));
    prove(2);

    Answer answer = check("--record", other);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("the entry does not commit to that record");
  }

  @Test
  void aRecordThatWasEditedIsNotShown() throws Exception {
    prove(2);
    Files.writeString(record, Files.readString(record).replace("chatbot", "chatbat"));

    assertThat(check("--record", record).err()).contains("does not commit");
  }

  @Test
  void anotherKeyOfTheSameNameProvesNothing() throws Exception {
    prove(2);
    PublicKey other = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
    String vkey = VerifierKey.of(Evidence.ORIGIN, VerifierKey.Kind.LOG, other).vkey();

    Answer answer = Cli.run("audit", "check-proof", proof, "--log-key", vkey);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("not signed by the log with this key");
  }

  @Test
  void aCosignatureThatWasChangedIsNone() throws Exception {
    prove(2);
    TlogProof good = TlogProof.parse(Files.readAllBytes(proof));
    SignedNote note = good.checkpoint();
    SignedNote.Signature witness = note.signatures().getLast();
    byte[] changed = witness.bytes().clone();
    changed[100] ^= 1;
    SignedNote bad =
        new SignedNote(note.text(), List.of(note.signatures().getFirst()))
            .with(new SignedNote.Signature(witness.name(), witness.keyId(), changed));
    Files.write(proof, new TlogProof(good.extra(), 2, good.path(), bad).encode());

    Answer answer = check("--witness", evidence.witnessKey);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("the signature of witness.example/w is wrong");
    assertThat(check().code()).isZero();
  }

  @Test
  void anotherKeyProvesNothing() {
    prove(2);

    Answer answer =
        Cli.run("audit", "check-proof", proof, "--log-key", TestLog.trust().log().vkey());

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("not signed by the log with this key");
  }

  @Test
  void aWitnessThatHasNotCosignedIsMissed() throws Exception {
    Files.delete(copy.resolve("checkpoint.cosigned"));
    prove(2);

    Answer answer = check("--witness", evidence.witnessKey);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("0 witnesses have cosigned, and 1 were asked for");
  }

  @Test
  void theNoteOfAWitnessCanBeWhatItIsProvenFor() throws Exception {
    Path note = evidence.note(log, Evidence.ORIGIN, "note");
    Files.delete(copy.resolve("checkpoint.cosigned"));
    Files.delete(copy.resolve("checkpoint"));

    Answer proven = Cli.run("audit", "prove", copy, "--seq", 2, "--checkpoint", note, "-o", proof);

    assertThat(proven.code()).isZero();
    assertThat(check("--witness", evidence.witnessKey).code()).isZero();
  }

  @Test
  void anEntryThatIsNotSignedYetCannotBeProven() throws Exception {
    Evidence.request(log);
    Path newer = evidence.copy(log, "newer");

    Answer answer = Cli.run("audit", "prove", newer, "--seq", 10);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err())
        .contains("entry 10 is under no checkpoint; the newest covers 9 entries");
  }

  @Test
  void aDamagedLogGivesNoProof() throws Exception {
    Path hashes = copy.resolve("hashes/0");
    byte[] bytes = Files.readAllBytes(hashes);
    bytes[40] ^= 1;
    Files.write(hashes, bytes);

    Answer answer = Cli.run("audit", "prove", copy, "--seq", 2);

    assertThat(answer.code()).isEqualTo(1);
    assertThat(answer.err()).contains("the log does not lead to its checkpoint");
    assertThat(answer.out()).isEmpty();
  }

  @Test
  void noBytesWhateverMakeTheProofReaderFailOtherwise() throws Exception {
    prove(2);
    byte[] good = Files.readAllBytes(proof);
    Random random = new Random(4);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(proof, bytes);
      assertThat(check().code()).as(new String(bytes, UTF_8)).isIn(0, 1, 2, 3);
    }
  }
}
