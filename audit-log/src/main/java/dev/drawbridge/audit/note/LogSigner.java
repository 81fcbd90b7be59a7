package dev.drawbridge.audit.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.List;

/** Signs checkpoints as the log, with Ed25519. Signs once a second, not once a record. */
public final class LogSigner {

  private final VerifierKey verifier;
  private final PrivateKey key;

  /**
   * Takes a key pair of Ed25519.
   *
   * @param origin name of the log, and so of its key
   */
  public LogSigner(String origin, KeyPair pair) {
    verifier = VerifierKey.of(origin, VerifierKey.Kind.LOG, pair.getPublic());
    key = pair.getPrivate();
  }

  public VerifierKey verifier() {
    return verifier;
  }

  /** The checkpoint with the log's signature. */
  public SignedNote sign(Checkpoint checkpoint) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(key);
    signature.update(checkpoint.text().getBytes(StandardCharsets.UTF_8));
    SignedNote.Signature line = verifier.line(signature.sign());
    return new SignedNote(checkpoint.text(), List.of(line));
  }
}
