package dev.drawbridge.audit.note;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

  private static final String ORIGIN = "cluster/ns/iris/uid/0";

  private final LogSigner log = new LogSigner(ORIGIN, pair("Ed25519"));
  private final WitnessSigner witness = new WitnessSigner("witness.example/w", pair("ML-DSA-44"));
  private final Checkpoint checkpoint = new Checkpoint(ORIGIN, 7, new byte[32]);

  private static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** The example of C2SP's signed-note. */
  @Test
  void verifiesTheNoteInTheSpecification() throws Exception {
    VerifierKey key =
        VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k");
    String note =
        "This is an example message.\n\n"
            + "\u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Zt"
            + "g1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    assertThat(key.verifies(SignedNote.parse(note.getBytes(UTF_8)))).isTrue();
    assertThat(key.verifies(SignedNote.parse(note.replace("This", "That").getBytes(UTF_8))))
        .isFalse();
  }

  @Test
  void aCosignedCheckpointSurvivesItsWayThroughAFile() throws Exception {
    SignedNote note = log.sign(checkpoint).with(witness.cosign(checkpoint, 1_764_000_000));

    SignedNote read = SignedNote.parse(note.encode());

    assertThat(log.verifier().verifies(read)).isTrue();
    assertThat(witness.verifier().verifies(read)).isTrue();
    assertThat(Checkpoint.parse(read.text()).sameTree(checkpoint)).isTrue();
  }

  @Test
  void keysSurviveTheirWayThroughText() throws Exception {
    SignedNote note = log.sign(checkpoint).with(witness.cosign(checkpoint, 5));

    assertThat(VerifierKey.parse(log.verifier().vkey()).verifies(note)).isTrue();
    assertThat(VerifierKey.parse(witness.verifier().vkey()).verifies(note)).isTrue();
  }

  @Test
  void aSignatureByAnotherKeyOfTheSameNameDoesNotCount() throws Exception {
    LogSigner other = new LogSigner(ORIGIN, pair("Ed25519"));

    assertThat(log.verifier().verifies(other.sign(checkpoint))).isFalse();
  }

  @Test
  void aCosignatureHoldsForItsTimeAndTreeOnly() throws Exception {
    SignedNote note = log.sign(checkpoint).with(witness.cosign(checkpoint, 5));
    Checkpoint larger = new Checkpoint(ORIGIN, 8, new byte[32]);
    SignedNote moved = new SignedNote(larger.text(), note.signatures());
    byte[] bytes = note.signatures().getLast().bytes().clone();
    bytes[7] ^= 1;
    SignedNote.Signature line = note.signatures().getLast();
    SignedNote later =
        log.sign(checkpoint).with(new SignedNote.Signature(line.name(), line.keyId(), bytes));

    assertThat(witness.verifier().verifies(moved)).isFalse();
    assertThat(witness.verifier().verifies(later)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "a\n",
        "a\n\n",
        "a\n\n\n",
        "a\n\nb\n",
        "a\n\n\u2014 b\n",
        "a\n\n\u2014 b c\n",
        "a\n\n\u2014 b AAAAAAA=",
        "a\n\n\u2014 b AAAA\n",
        "a\n\n\u2014  AAAAAAA=\n",
        "a\n\n\u2014 b AAAAAAB=\n",
        "a\tb\n\n\u2014 b AAAAAAA=\n"
      })
  void whatIsNoNoteIsRefused(String text) {
    assertThatThrownBy(() -> SignedNote.parse(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedNoteException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "01", "+1", "", " 1", "1 ", "9223372036854775808", "0x1"})
  void sizesAreWrittenInOneWayOnly(String size) {
    String text = checkpoint.text().replace("\n7\n", "\n" + size + "\n");

    assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(MalformedNoteException.class);
  }

  @Test
  void noBytesWhateverMakeAParserFailOtherwise() throws Exception {
    byte[] note = log.sign(checkpoint).with(witness.cosign(checkpoint, 5)).encode();
    byte[] proof =
        new TlogProof(new byte[9], 3, List.of(new byte[32]), SignedNote.parse(note)).encode();
    Random random = new Random(5);
    for (int i = 0; i < 4000; i++) {
      byte[] bytes = (i % 2 == 0 ? note : proof).clone();
      for (int changes = random.nextInt(4); changes >= 0; changes--) {
        bytes[random.nextInt(300)] = (byte) (random.nextBoolean() ? '\n' : random.nextInt(256));
      }
      try {
        SignedNote read =
            i % 2 == 0 ? SignedNote.parse(bytes) : TlogProof.parse(bytes).checkpoint();
        assertThat(SignedNote.parse(read.encode()).text()).isEqualTo(read.text());
        assertThat(Checkpoint.parse(read.text()).text()).isEqualTo(read.text());
      } catch (MalformedNoteException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
