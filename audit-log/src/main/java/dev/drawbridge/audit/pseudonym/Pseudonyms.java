package dev.drawbridge.audit.pseudonym;

import dev.drawbridge.audit.record.CanonicalText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keyed hashes of one epoch: {@code hmac-sha256:KID:HEX}. The key id names purpose and epoch and
 * carries a check of the secret, so that two secrets under one name are noticed.
 *
 * <p>Not safe for use by several threads: an event loop has its own, and makes a new one when
 * {@link #epochAt} moves on.
 */
public final class Pseudonyms {

  private static final long EPOCH_MICROS = 90L * 24 * 3600 * 1_000_000;
  private static final String HMAC = "HmacSHA256";
  private static final HexFormat HEX = HexFormat.of();

  private final Map<Purpose, Keyed> keys = new EnumMap<>(Purpose.class);

  private record Keyed(String prefix, Mac mac) {}

  private Pseudonyms() {}

  /** The epoch of a moment, in microseconds since 1970. */
  public static int epochAt(long wallMicros) {
    return Math.toIntExact(Math.floorDiv(wallMicros, EPOCH_MICROS));
  }

  /**
   * Derives the keys of an epoch.
   *
   * @throws IOException if the epoch has no secret any more
   */
  public static Pseudonyms of(EpochSecrets secrets, int epoch) throws IOException {
    Pseudonyms made = new Pseudonyms();
    byte[] secret = secrets.secret(epoch);
    try {
      for (Purpose purpose : Purpose.values()) {
        made.keys.put(purpose, keyed(secret, purpose, epoch));
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks HKDF or HMAC with SHA-256", e);
    }
    return made;
  }

  private static Keyed keyed(byte[] secret, Purpose purpose, int epoch)
      throws GeneralSecurityException {
    String name = "%s-%d".formatted(purpose.label(), epoch);
    byte[] check = derive(secret, "drawbridge audit v1 kid " + name, 4).getEncoded();
    Mac mac = Mac.getInstance(HMAC);
    mac.init(derive(secret, "drawbridge audit v1 hmac " + name, 32));
    return new Keyed("hmac-sha256:%s-%s:".formatted(name, HEX.formatHex(check)), mac);
  }

  private static SecretKey derive(byte[] secret, String info, int bytes)
      throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256")
        .deriveKey(
            HMAC,
            HKDFParameterSpec.ofExtract()
                .addIKM(new SecretKeySpec(secret, HMAC))
                .thenExpand(info.getBytes(StandardCharsets.US_ASCII), bytes));
  }

  /** The id of the key in use for a purpose: for the record {@code key.rotated}. */
  public String kid(Purpose purpose) {
    String prefix = key(purpose).prefix();
    return prefix.substring(prefix.indexOf(':') + 1, prefix.length() - 1);
  }

  /** The keyed hash of a text: of its NFC form, as a canonical JSON string in UTF-8. */
  public String ofText(Purpose purpose, String text) {
    String normal = Normalizer.normalize(text, Normalizer.Form.NFC);
    byte[] buffer = new byte[6 * normal.length() + 16];
    int length = CanonicalText.putString(buffer, 0, normal);
    begin(purpose).update(buffer, 0, length);
    return end(purpose);
  }

  /** Begins a hash of bytes that come in pieces and are taken as they are. */
  public Mac begin(Purpose purpose) {
    Mac mac = key(purpose).mac();
    mac.reset();
    return mac;
  }

  /** Ends what {@link #begin} began. */
  public String end(Purpose purpose) {
    Keyed key = key(purpose);
    return key.prefix() + HEX.formatHex(key.mac().doFinal());
  }

  private Keyed key(Purpose purpose) {
    Keyed key = keys.get(purpose);
    if (key == null) {
      throw new IllegalStateException("no key for " + purpose);
    }
    return key;
  }
}
