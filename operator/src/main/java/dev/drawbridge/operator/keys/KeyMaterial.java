package dev.drawbridge.operator.keys;

import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** Keys of a deployment's logs, just drawn: to sign checkpoints, and to wrap keys of segments. */
final class KeyMaterial {

  private static final int KEY_BYTES = 32;
  private static final int PEM_COLUMNS = 64;

  private final KeyPair log;
  private final byte[] kek;

  private KeyMaterial(KeyPair log, byte[] kek) {
    this.log = log;
    this.kek = kek;
  }

  static KeyMaterial draw(SecureRandom random) {
    try {
      KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
      pairs.initialize(NamedParameterSpec.ED25519, random);
      return new KeyMaterial(pairs.generateKeyPair(), secret(random));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime must have Ed25519", e);
    }
  }

  /** One secret, for keyed hashes of one epoch. */
  static byte[] secret(SecureRandom random) {
    byte[] secret = new byte[KEY_BYTES];
    random.nextBytes(secret);
    return secret;
  }

  /** Files of the Secret. */
  Map<String, String> encoded() {
    Map<String, String> data = new TreeMap<>();
    data.put("log.key", encoded(pem("PRIVATE KEY", log.getPrivate().getEncoded())));
    data.put("log.pub", encoded(publicPem()));
    data.put("kek", encoded(kek));
    return data;
  }

  static String encoded(byte[] content) {
    return Base64.getEncoder().encodeToString(content);
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.US_ASCII));
  }

  String publicPem() {
    return pem("PUBLIC KEY", log.getPublic().getEncoded());
  }

  String vkey(String name) {
    return VerifierKey.of(name, VerifierKey.Kind.LOG, log.getPublic()).vkey();
  }

  String kekId() {
    return new FileKeyEncryptionKey(kek).kid();
  }

  /** RFC 7468. */
  private static String pem(String label, byte[] der) {
    Base64.Encoder lines =
        Base64.getMimeEncoder(PEM_COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII));
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(label, lines.encodeToString(der));
  }
}
