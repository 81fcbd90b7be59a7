package dev.drawbridge.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.LogSigner;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.note.WitnessSigner;
import dev.drawbridge.audit.store.MemoryDisk;
import dev.drawbridge.audit.tree.HashFiles;
import dev.drawbridge.audit.tree.Proofs;
import dev.drawbridge.audit.tree.TreeHash;
import dev.drawbridge.audit.witness.WitnessRefusal.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class LocalWitnessTest {

  private static final String ORIGIN = "log/0";

  private final TreeHash hash = new TreeHash();
  private final Proofs proofs = new Proofs(hash);
  private final LogSigner log = new LogSigner(ORIGIN, pair("Ed25519"));
  private final WitnessSigner signer = new WitnessSigner("witness/0", pair("ML-DSA-44"));
  private final MemoryDisk memory = new MemoryDisk();
  private final LocalWitness witness = witness();
  private final HashFiles tree = tree();

  private static KeyPair pair(String algorithm) {
    try {
      return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private LocalWitness witness() {
    InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(1_764_000_000));
    return new LocalWitness(signer, memory, Map.of(ORIGIN, log.verifier()), clock);
  }

  private HashFiles tree() {
    try {
      HashFiles grown = HashFiles.open(new MemoryDisk(), hash, 0);
      for (int i = 0; i < 20; i++) {
        grown.append(hash.leaf(new byte[] {(byte) i}));
      }
      return grown;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private SignedNote checkpoint(long size) throws Exception {
    return log.sign(new Checkpoint(ORIGIN, size, proofs.root(tree, size)));
  }

  private SignedNote.Signature cosign(long from, long size) throws Exception {
    return witness.cosign(from, proofs.consistency(tree, from, size), checkpoint(size));
  }

  private static void refuses(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            WitnessRefusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }

  @Test
  void cosignsWhatHasGrown() throws Exception {
    cosign(0, 7);

    SignedNote note = checkpoint(20).with(cosign(7, 20));

    assertThat(signer.verifier().verifies(note)).isTrue();
    assertThat(witness.latestSize(ORIGIN)).isEqualTo(20);
  }

  @Test
  void remembersAcrossARestart() throws Exception {
    cosign(0, 7);

    LocalWitness again = witness();

    assertThat(again.latestSize(ORIGIN)).isEqualTo(7);
    refuses(Reason.OTHER_SIZE, () -> again.cosign(0, List.of(), checkpoint(3)));
  }

  /**
   * With the rights to its memory, and even with the log's key, nobody rewrites what it has seen.
   */
  @Test
  void believesNoMemoryThatItDidNotWrite() throws Exception {
    cosign(0, 7);
    WitnessMemory.in(memory)
        .replace(ORIGIN, log.sign(new Checkpoint(ORIGIN, 7, new byte[32])).encode());

    LocalWitness again = witness();

    assertThatIOException()
        .isThrownBy(() -> again.latestSize(ORIGIN))
        .withMessageContaining("did not cosign");
    assertThatIOException()
        .isThrownBy(() -> again.cosign(7, proofs.consistency(tree, 7, 20), checkpoint(20)))
        .withMessageContaining("did not cosign");
  }

  @Test
  void neverGoesBack() throws Exception {
    cosign(0, 7);

    refuses(Reason.OTHER_SIZE, () -> cosign(5, 6));
    refuses(Reason.INCONSISTENT, () -> witness.cosign(7, List.of(), checkpoint(6)));
    assertThat(witness.latestSize(ORIGIN)).isEqualTo(7);
  }

  @Test
  void refusesAnotherTreeOfTheSameSizeAndOneThatHasNotGrownOutOfIt() throws Exception {
    cosign(0, 7);
    SignedNote same = log.sign(new Checkpoint(ORIGIN, 7, new byte[32]));
    SignedNote larger = log.sign(new Checkpoint(ORIGIN, 20, new byte[32]));

    refuses(Reason.INCONSISTENT, () -> witness.cosign(7, List.of(), same));
    refuses(Reason.INCONSISTENT, () -> witness.cosign(7, proofs.consistency(tree, 7, 20), larger));
  }

  @Test
  void refusesWhatTheLogHasNotSigned() throws Exception {
    LogSigner other = new LogSigner(ORIGIN, pair("Ed25519"));
    SignedNote forged = other.sign(new Checkpoint(ORIGIN, 7, proofs.root(tree, 7)));
    LogSigner stranger = new LogSigner("log/1", pair("Ed25519"));
    SignedNote strange = stranger.sign(new Checkpoint("log/1", 7, proofs.root(tree, 7)));

    refuses(Reason.NOT_SIGNED, () -> witness.cosign(0, List.of(), forged));
    refuses(Reason.UNKNOWN_LOG, () -> witness.cosign(0, List.of(), strange));
  }

  @Test
  void doesNotAnswerWhatItCannotRemember() throws Exception {
    cosign(0, 7);
    memory.faults(
        new MemoryDisk.Faults() {
          @Override
          public void beforeWrite(String name) throws IOException {
            throw new IOException("EIO");
          }
        });

    assertThatIOException().isThrownBy(() -> cosign(7, 20));

    assertThat(witness.latestSize(ORIGIN)).isEqualTo(7);
  }
}
