package dev.drawbridge.audit.note;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;

/** Cosigns checkpoints as a witness, with ML-DSA-44. Checks nothing; that is the witness's task. */
public final class WitnessSigner {

  private final VerifierKey verifier;
  private final PrivateKey key;

  /**
   * Takes a key pair of ML-DSA-44.
   *
   * @param name of the witness, and so of its key
   */
  public WitnessSigner(String name, KeyPair pair) {
    verifier = VerifierKey.of(name, VerifierKey.Kind.WITNESS, pair.getPublic());
    key = pair.getPrivate();
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
    Signature signature = Signature.getInstance("ML-DSA-44");
    signature.initSign(key);
    signature.update(Cosignature.message(verifier.name(), timeSeconds, checkpoint));
    return verifier.line(new Cosignature(timeSeconds, signature.sign()).encode());
  }
}
