package dev.drawbridge.audit.note;

import dev.drawbridge.audit.tree.TreeHash;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Cosigns checkpoints as a witness, with ML-DSA-44. Checks nothing; that is the witness's task. */
public final class WitnessSigner {

  private static final String ALGORITHM = "ML-DSA-44";

  private final VerifierKey verifier;
  private final PrivateKey key;

  /**
   * Takes a key pair of ML-DSA-44.
   *
   * @param name of the witness, and so of its key
   */
  public WitnessSigner(String name, KeyPair pair) {
    this(VerifierKey.of(name, VerifierKey.Kind.WITNESS, pair.getPublic()), pair.getPrivate());
  }

  private WitnessSigner(VerifierKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  /**
   * Takes the two halves of a key pair as they are kept.
   *
   * @param verifier the public one, with the name of the witness
   * @param pkcs8 the private one
   * @throws GeneralSecurityException if they are not of ML-DSA-44, or not of one pair
   */
  public static WitnessSigner of(VerifierKey verifier, byte[] pkcs8)
      throws GeneralSecurityException {
    WitnessSigner signer =
        new WitnessSigner(
            verifier,
            KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    if (verifier.kind() != VerifierKey.Kind.WITNESS || !signer.verifiesItself()) {
      throw new GeneralSecurityException("the private key is not that of " + verifier.name());
    }
    return signer;
  }

  private boolean verifiesItself() throws GeneralSecurityException {
    Checkpoint any = new Checkpoint("any", 0, new byte[TreeHash.BYTES]);
    try {
      return verifier.verifies(new SignedNote(any.text(), List.of(cosign(any, 0))));
    } catch (MalformedNoteException e) {
      throw new IllegalStateException(e);
    }
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /**
   * The signature line for a checkpoint.
   *
   * @param timeSeconds seconds since 1970
   */
  public SignedNote.Signature cosign(Checkpoint checkpoint, long timeSeconds)
      throws GeneralSecurityException, MalformedNoteException {
    Signature signature = Signature.getInstance(ALGORITHM);
    signature.initSign(key);
    signature.update(Cosignature.message(verifier.name(), timeSeconds, checkpoint));
    return verifier.line(new Cosignature(timeSeconds, signature.sign()).encode());
  }
}
