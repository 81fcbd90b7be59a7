package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.audit.segment.FileKeyEncryptionKey;
import dev.drawbridge.sidecar.pod.Pod;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that wrap those of segments come while the sidecar runs, as a node brings them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KeyRotationTest {

  private static final String QUESTION = "{\"messages\":[]}";
  private static final int NOW = Pseudonyms.epochAt(System.currentTimeMillis() * 1000);
  private static final byte[] UNNUMBERED = new byte[32];
  private static final byte[] CURRENT = secret(1);
  private static final byte[] NEXT = secret(2);
  private static final byte[] BEFORE = secret(3);

  private static byte[] secret(int number) {
    byte[] secret = new byte[32];
    Arrays.fill(secret, (byte) number);
    return secret;
  }

  private static String kid(byte[] secret) {
    return new FileKeyEncryptionKey(secret).kid();
  }

  private static Path file(Pod pod, int span) {
    return pod.keys().resolve("kek-" + span);
  }

  private static void answers(Pod pod) throws Exception {
    assertThat(pod.ask(pod.chat(QUESTION)).statusCode()).isEqualTo(200);
  }

  /** The changes on record, {@code from to}. */
  private static String[] changes(Pod pod) {
    return pod.ended().records(Event.KEY_ROTATED).stream()
        .filter(record -> "kek".equals(record.get(Field.KEY_PURPOSE)))
        .map(record -> record.get(Field.KEY_PREVIOUS_KID) + " " + record.get(Field.KEY_KID))
        .toArray(String[]::new);
  }

  private static String change(byte[] from, byte[] to) {
    return kid(from) + " " + kid(to);
  }

  private static void assertWell(Pod pod) throws Exception {
    assertThat(pod.health("/ready").body()).isEqualTo("ok\n");
    assertThat(pod.metrics()).contains("audit_keys_valid 1.0");
  }

  @Test
  void theKeyOfTheSpanIsTakenAndTheNextIsLeftForItsTime() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.otherKeys(CURRENT);
      answers(pod);
      Files.write(file(pod, NOW), CURRENT);
      Files.write(file(pod, NOW + 1), NEXT);
      pod.sidecar().reload();
      answers(pod);
      pod.sidecar().reload();
      assertWell(pod);

      assertThat(changes(pod)).containsExactly(change(UNNUMBERED, CURRENT));
    }
  }

  /** As in pods that the version before made. */
  @Test
  void withoutNumberedKeysTheOneWithoutANumberIsTheRightOne() throws Exception {
    try (Pod pod = Pod.start()) {
      assertWell(pod);
      pod.sidecar().reload();
      answers(pod);
      assertWell(pod);

      assertThat(changes(pod)).isEmpty();
    }
  }

  @Test
  void threeKeysOneAfterTheOther() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.otherKeys(BEFORE, CURRENT);
      Files.write(file(pod, NOW - 1), BEFORE);
      pod.sidecar().reload();
      answers(pod);
      assertThat(pod.health("/ready").body())
          .isEqualTo(
              "ok, but not all keys can be taken over: kek-%d is missing; kek-%d goes on\n"
                  .formatted(NOW, NOW - 1));
      Files.write(file(pod, NOW), CURRENT);
      pod.sidecar().reload();
      answers(pod);
      assertWell(pod);

      assertThat(changes(pod)).containsExactly(change(UNNUMBERED, BEFORE), change(BEFORE, CURRENT));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 1_000_000})
  void aKeyOfAnotherLengthIsSaidToBeAndTheOldOneGoesOn(int length) throws Exception {
    try (Pod pod = Pod.start()) {
      pod.otherKeys(CURRENT);
      Files.write(file(pod, NOW), new byte[length]);
      pod.sidecar().reload();
      answers(pod);

      assertThat(pod.health("/ready").statusCode()).isEqualTo(200);
      assertThat(pod.health("/ready").body())
          .startsWith("ok, but ")
          .contains("kek-%d has %s bytes".formatted(NOW, length > 32 ? "more" : "" + length))
          .endsWith("; kek goes on\n");
      assertThat(pod.metrics()).contains("audit_keys_valid 0.0");
      assertThat(pod.sidecar().reloadStatus().keyProblem()).contains("kek-" + NOW);

      Files.write(file(pod, NOW), CURRENT);
      pod.sidecar().reload();
      answers(pod);
      assertWell(pod);
      assertThat(changes(pod)).containsExactly(change(UNNUMBERED, CURRENT));
    }
  }

  @Test
  void aKeyThatCannotBeReadAndOneThatIsTakenAwayLeaveTheOldOne() throws Exception {
    try (Pod pod = Pod.start()) {
      pod.otherKeys(CURRENT);
      Files.createDirectory(file(pod, NOW));
      pod.sidecar().reload();
      assertThat(pod.sidecar().reloadStatus().keyProblem()).endsWith("; kek goes on");
      Files.delete(file(pod, NOW));
      Files.write(file(pod, NOW), CURRENT);
      pod.sidecar().reload();
      assertWell(pod);

      Files.delete(file(pod, NOW));
      Files.write(file(pod, NOW - 1), BEFORE);
      pod.sidecar().reload();
      answers(pod);

      assertThat(pod.sidecar().reloadStatus().keyProblem())
          .endsWith("kek-%d is missing; kek-%d goes on".formatted(NOW, NOW));
      assertThat(pod.metrics()).contains("audit_keys_valid 0.0");
      assertThat(changes(pod)).containsExactly(change(UNNUMBERED, CURRENT));
    }
  }
}
