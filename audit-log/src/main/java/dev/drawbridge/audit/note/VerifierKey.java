package dev.drawbridge.audit.note;

import dev.drawbridge.audit.tree.TreeHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** A key that notes are checked with: that of a log (Ed25519) or of a witness (ML-DSA-44). */
public final class VerifierKey {

  /** What a key signs, and how. */
  public enum Kind {
    /** The text of a note: signature type 0x01. */
    LOG(1, "Ed25519", 32, "302a300506032b6570032100"),
    /** A cosigned message with a time: signature type 0x06. */
    WITNESS(6, "ML-DSA-44", 1312, "30820532300b06096086480165030403110382052100");

    private final int type;
    private final String algorithm;
    private final int keyBytes;

    /** What X.509 writes in front of such a key. */
    private final String x509Prefix;

    Kind(int type, String algorithm, int keyBytes, String x509Prefix) {
      this.type = type;
      this.algorithm = algorithm;
      this.keyBytes = keyBytes;
      this.x509Prefix = x509Prefix;
    }
  }

  private final String name;
  private final Kind kind;
  private final byte[] raw;
  private final PublicKey key;
  private final int keyId;

  private VerifierKey(String name, Kind kind, byte[] raw, PublicKey key) {
    if (!SignedNote.isName(name)) {
      throw new IllegalArgumentException("a key has a name without spaces and plus signs");
    }
    this.name = name;
    this.kind = kind;
    this.raw = raw;
    this.key = key;
    MessageDigest digest = TreeHash.newSha256();
    digest.update((name + "\n").getBytes(StandardCharsets.UTF_8));
    digest.update((byte) kind.type);
    keyId = ByteBuffer.wrap(digest.digest(raw)).getInt();
  }

  /**
   * A key that the JDK made.
   *
   * @param key of the kind's algorithm
   */
  public static VerifierKey of(String name, Kind kind, PublicKey key) {
    byte[] encoded = key.getEncoded();
    byte[] raw = Arrays.copyOfRange(encoded, encoded.length - kind.keyBytes, encoded.length);
    return new VerifierKey(name, kind, raw, key);
  }

  /** Reads a key in signed-note's form, {@code name+id+base64}. */
  public static VerifierKey parse(String vkey) throws MalformedNoteException {
    String[] parts = vkey.split("\\+", 3);
    if (parts.length != 3 || !SignedNote.isName(parts[0])) {
      throw new MalformedNoteException("a key has a name, an id and the key itself");
    }
    byte[] typed = Base64Text.decode(parts[2]);
    for (Kind kind : Kind.values()) {
      if (typed.length == 1 + kind.keyBytes && typed[0] == kind.type) {
        VerifierKey key = ofRaw(parts[0], kind, Arrays.copyOfRange(typed, 1, typed.length));
        if (key.id().equals(parts[1])) {
          return key;
        }
        throw new MalformedNoteException("the id is not that of the key");
      }
    }
    throw new MalformedNoteException("the key is neither Ed25519 nor ML-DSA-44");
  }

  private static VerifierKey ofRaw(String name, Kind kind, byte[] raw)
      throws MalformedNoteException {
    byte[] prefix = HexFormat.of().parseHex(kind.x509Prefix);
    byte[] encoded = ByteBuffer.allocate(prefix.length + raw.length).put(prefix).put(raw).array();
    try {
      PublicKey key =
          KeyFactory.getInstance(kind.algorithm).generatePublic(new X509EncodedKeySpec(encoded));
      return new VerifierKey(name, kind, raw, key);
    } catch (GeneralSecurityException e) {
      throw new MalformedNoteException("not a key of " + kind.algorithm);
    }
  }

  public String name() {
    return name;
  }

  public Kind kind() {
    return kind;
  }

  /** The same key under another name, where one key signs for several logs. */
  public VerifierKey named(String other) {
    return new VerifierKey(other, kind, raw, key);
  }

  private String id() {
    return HexFormat.of().toHexDigits(keyId);
  }

  /** The key in signed-note's form. */
  public String vkey() {
    byte[] typed = ByteBuffer.allocate(1 + raw.length).put((byte) kind.type).put(raw).array();
    return name + "+" + id() + "+" + Base64Text.encode(typed);
  }

  /** A signature line by this key. */
  SignedNote.Signature line(byte[] signature) {
    return new SignedNote.Signature(name, keyId, signature);
  }

  /** The signature in a note that claims to be by this key. */
  public Optional<SignedNote.Signature> claimedIn(SignedNote note) {
    return note.signatures().stream()
        .filter(signature -> signature.name().equals(name) && signature.keyId() == keyId)
        .findFirst();
  }

  /** Whether the note bears a signature by this key that is right. */
  public boolean verifies(SignedNote note) {
    return claimedIn(note).filter(signature -> right(note, signature)).isPresent();
  }

  private boolean right(SignedNote note, SignedNote.Signature signature) {
    try {
      return switch (kind) {
        case LOG -> verify(note.text().getBytes(StandardCharsets.UTF_8), signature.bytes());
        case WITNESS -> {
          Cosignature cosignature = Cosignature.parse(signature.bytes());
          byte[] message =
              Cosignature.message(name, cosignature.timeSeconds(), Checkpoint.parse(note.text()));
          yield verify(message, cosignature.signature());
        }
      };
    } catch (GeneralSecurityException | MalformedNoteException e) {
      return false;
    }
  }

  private boolean verify(byte[] message, byte[] signature) throws GeneralSecurityException {
    Signature check = Signature.getInstance(kind.algorithm);
    check.initVerify(key);
    check.update(message);
    return check.verify(signature);
  }
}
