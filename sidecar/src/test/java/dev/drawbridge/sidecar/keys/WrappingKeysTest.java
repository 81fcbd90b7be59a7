package dev.drawbridge.sidecar.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrappingKeysTest {

  private static final int SPAN = 230;

  @TempDir Path folder;

  private static byte[] secret(int number) {
    byte[] secret = new byte[32];
    secret[0] = (byte) number;
    return secret;
  }

  private static String kid(int number) {
    return new FileKeyEncryptionKey(secret(number)).kid();
  }

  private static long beginOf(int span) {
    return TimeUnit.DAYS.toMicros(90L * span);
  }

  private void mount(int... spans) throws Exception {
    Files.write(folder.resolve("kek"), secret(0));
    for (int span : spans) {
      Files.write(folder.resolve("kek-" + span), secret(span));
    }
  }

  private WrappingKeys begin(int span) throws Exception {
    return new WrappingKeys(new KeyFiles(folder), beginOf(span));
  }

  @Test
  void followsTheSpans() throws Exception {
    mount(SPAN, SPAN + 1, SPAN + 2);
    WrappingKeys keys = begin(SPAN);

    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN));
    assertThat(keys.advance(beginOf(SPAN + 1) - 1)).isFalse();
    assertThat(keys.advance(beginOf(SPAN + 1))).isTrue();
    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN + 1));
    assertThat(keys.advance(beginOf(SPAN + 2))).isTrue();
    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN + 2));
    assertThat(keys.problem()).isEmpty();
  }

  @Test
  void goesOnWithTheOldOneWhileTheNewOneIsMissingAndTakesItWhenItComes() throws Exception {
    mount(SPAN);
    WrappingKeys keys = begin(SPAN);

    assertThat(keys.advance(beginOf(SPAN + 1))).isFalse();
    assertThat(keys.problem()).isEqualTo("kek-231 is missing; kek-230 goes on");
    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN));

    mount(SPAN, SPAN + 1);
    assertThat(keys.advance(beginOf(SPAN + 1))).isTrue();
    assertThat(keys.problem()).isEmpty();
  }

  @Test
  void neverGoesBack() throws Exception {
    mount(SPAN, SPAN + 1);
    WrappingKeys keys = begin(SPAN + 1);

    assertThat(keys.advance(beginOf(SPAN))).as("the clock was set back").isFalse();
    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN + 1));
    Files.delete(folder.resolve("kek-231"));
    assertThat(keys.advance(beginOf(SPAN + 1))).as("the file is gone").isFalse();
    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN + 1));
    assertThat(keys.problem()).isEqualTo("kek-231 is missing; kek-231 goes on");
  }

  @Test
  void beginsWithTheNewestThatThereIsAndSaysSo() throws Exception {
    mount(SPAN - 3, SPAN - 1, SPAN + 1);
    Files.write(folder.resolve("kek-" + (SPAN - 1)), new byte[5]);

    WrappingKeys keys = begin(SPAN);

    assertThat(keys.inUse().kid()).isEqualTo(kid(SPAN - 3));
    assertThat(keys.problem())
        .startsWith("kek-230 is missing; ")
        .contains("kek-229 has 5 bytes, and a key-encryption key has 32")
        .endsWith("; kek-227 goes on");
  }

  @Test
  void beginsWithTheOneWithoutANumberWhereThereIsNoOtherYet() throws Exception {
    mount(SPAN + 1);

    WrappingKeys keys = begin(SPAN);

    assertThat(keys.inUse().kid()).isEqualTo(kid(0));
    assertThat(keys.problem()).isEqualTo("kek-230 is missing; kek goes on");
    assertThat(keys.advance(beginOf(SPAN + 1))).isTrue();
    assertThat(keys.problem()).isEmpty();
  }

  @Test
  void doesNotBeginWithoutAny() {
    assertThatIOException().isThrownBy(() -> begin(SPAN)).withMessageEndingWith("kek is missing");
  }

  @Test
  void looksAtNoFileThatOnlyLooksLikeOne() throws Exception {
    mount();
    for (String name :
        new String[] {"kek-", "kek-0230", "kek-1234567", "kek-230.new", "akek-230"}) {
      Files.write(folder.resolve(name), secret(9));
    }

    WrappingKeys keys = begin(SPAN);

    assertThat(keys.inUse().kid()).isEqualTo(kid(0));
    assertThat(keys.problem()).isEmpty();
  }
}
