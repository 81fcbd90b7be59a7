package dev.drawbridge.audit.note;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
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

  /**
   * Takes a key pair as files hold it.
   *
   * @param pkcs8 the private key
   * @param x509 the public key
   */
  public static LogSigner of(String origin, byte[] pkcs8, byte[] x509)
      throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance("Ed25519");
    PublicKey publicKey = keys.generatePublic(new X509EncodedKeySpec(x509));
    PrivateKey privateKey = keys.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    return new LogSigner(origin, new KeyPair(publicKey, privateKey));
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
