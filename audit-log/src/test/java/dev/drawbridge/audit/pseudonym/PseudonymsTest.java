package dev.drawbridge.audit.pseudonym;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PseudonymsTest {

  @TempDir Path folder;
  FileEpochSecrets secrets;

  @BeforeEach
  void open() {
    secrets = new FileEpochSecrets(folder);
  }

  @Test
  void equalTextsOfOnePurposeAndEpochLookEqualAlsoAfterARestart() throws Exception {
    String first = Pseudonyms.of(secrets, 7).ofText(Purpose.CONSUMER, "max.müller@example.org");

    String again =
        Pseudonyms.of(new FileEpochSecrets(folder), 7)
            .ofText(Purpose.CONSUMER, "max.müller@example.org");

    assertThat(again).isEqualTo(first).matches("hmac-sha256:consumer-7-[0-9a-f]{8}:[0-9a-f]{64}");
  }

  @Test
  void purposesAndEpochsCannotBeLinked() throws Exception {
    Pseudonyms seven = Pseudonyms.of(secrets, 7);
    Pseudonyms eight = Pseudonyms.of(secrets, 8);

    assertThat(digest(seven.ofText(Purpose.PROMPT, "x")))
        .isNotEqualTo(digest(seven.ofText(Purpose.RESPONSE, "x")))
        .isNotEqualTo(digest(eight.ofText(Purpose.PROMPT, "x")));
  }

  private static String digest(String pseudonym) {
    return pseudonym.substring(pseudonym.lastIndexOf(':') + 1);
  }

  @Test
  void normalFormsOfOneTextAreOneText() throws Exception {
    Pseudonyms pseudonyms = Pseudonyms.of(secrets, 7);

    assertThat(pseudonyms.ofText(Purpose.CONSUMER, "Mu\u0308ller"))
        .isEqualTo(pseudonyms.ofText(Purpose.CONSUMER, "M\u00fcller"));
  }

  @Test
  void canonicalBytesInPiecesAreTheSameAsTheText() throws Exception {
    Pseudonyms pseudonyms = Pseudonyms.of(secrets, 7);

    Mac mac = pseudonyms.begin(Purpose.PROMPT);
    mac.update("\"hel".getBytes(UTF_8));
    mac.update("lo\"".getBytes(UTF_8));

    assertThat(pseudonyms.end(Purpose.PROMPT))
        .isEqualTo(pseudonyms.ofText(Purpose.PROMPT, "hello"));
  }

  /** HKDF and HMAC written out by hand, so that the derivation is what the format says. */
  @Test
  void theKeyIsDerivedAsTheFormatSays() throws Exception {
    EpochSecrets fixed = epoch -> HexFormat.of().parseHex("0b".repeat(32));
    byte[] extracted = hmac(new byte[32], fixed.secret(3));
    byte[] key = hmac(extracted, "drawbridge audit v1 hmac prompt-3\u0001".getBytes(UTF_8));

    String value = Pseudonyms.of(fixed, 3).ofText(Purpose.PROMPT, "hi");

    assertThat(digest(value))
        .isEqualTo(HexFormat.of().formatHex(hmac(key, "\"hi\"".getBytes(UTF_8))));
  }

  private static byte[] hmac(byte[] key, byte[] data) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }

  @Test
  void aDestroyedEpochStaysDestroyed() throws Exception {
    secrets.secret(7);

    secrets.destroy(7);

    assertThatIOException()
        .isThrownBy(() -> Pseudonyms.of(secrets, 7))
        .withMessageContaining("destroyed");
  }

  @Test
  void epochsHave90Days() {
    long day = 24L * 3600 * 1_000_000;

    assertThat(Pseudonyms.epochAt(90 * day)).isEqualTo(1);
    assertThat(Pseudonyms.epochAt(90 * day - 1)).isZero();
    assertThat(Pseudonyms.epochAt(-1)).isEqualTo(-1);
  }
}
