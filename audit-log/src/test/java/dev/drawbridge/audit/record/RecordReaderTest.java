package dev.drawbridge.audit.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.audit.record.RecordReader.MalformedRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

  private static final String REST = "\"schema\":1,\"time\":1,\"time_mono_us\":2}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"event\":\"heartbeat\"," + REST + " ",
        "{ \"event\":\"heartbeat\"," + REST,
        "{\"event\":\"heartbeat\",\"event\":\"heartbeat\"," + REST,
        "{" + "\"schema\":1,\"event\":\"heartbeat\",\"time\":1,\"time_mono_us\":2}",
        "{\"event\":\"no.such\"," + REST,
        "{\"event\":\"heartbeat\",\"schema\":1,\"time\":01,\"time_mono_us\":2}",
        "{\"event\":\"heartbeat\",\"schema\":1,\"time\":1.0,\"time_mono_us\":2}",
        "{\"event\":\"heartbeat\",\"schema\":2,\"time\":1,\"time_mono_us\":2}",
        "{\"event\":\"heart\\u0062eat\"," + REST,
        "{\"event\":\"heartbeat\",\"surprise\":1," + REST,
        "{\"event\":\"heartbeat\",\"model.name\":\"x\"," + REST,
      })
  void whatIsNotCanonicalIsNoRecord(String text) {
    assertThatThrownBy(() -> RecordReader.read(text.getBytes(UTF_8)))
        .isInstanceOf(MalformedRecordException.class);
  }

  /** A forger's, who has the keys of the log; the largest once kept the verifier for ever. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -(1L << 53), 1L << 53, 9_000_000_000_000_000_000L})
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void timesBeyondWhatJsonCanSayAreNone(long time) {
    String start = "{\"event\":\"heartbeat\",\"schema\":1,\"time\":";

    for (String rest : List.of(time + ",\"time_mono_us\":2}", "1,\"time_mono_us\":" + time + "}")) {
      String text = start + rest;
      assertThatThrownBy(() -> RecordReader.read(text.getBytes(UTF_8)))
          .isInstanceOf(MalformedRecordException.class)
          .hasMessageContaining("beyond what JSON numbers can say");
    }
  }

  @Test
  void whatWasWrittenIsReadBack() throws Exception {
    Random random = new Random(42);
    AuditRecord record = new AuditRecord();
    for (int i = 0; i < 500; i++) {
      record.begin(Event.INFERENCE_COMPLETED);
      long number = random.nextLong() >> 11;
      boolean flag = random.nextBoolean();
      String text = text(random);
      record.number(Field.PROMPT_BYTES, number).flag(Field.STREAM, flag).text(Field.OP, text);

      int length = record.encode(i, number);
      Map<Field, Object> values = RecordReader.read(Arrays.copyOf(record.bytes(), length));

      assertThat(values)
          .containsEntry(Field.PROMPT_BYTES, number)
          .containsEntry(Field.STREAM, flag)
          .containsEntry(Field.OP, text);
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(60); i > 0; i--) {
      int bound = random.nextBoolean() ? 0x80 : 0x20000;
      int codePoint = random.nextInt(bound);
      text.appendCodePoint(codePoint >= 0xD800 && codePoint < 0xE000 ? 'x' : codePoint);
    }
    return text.toString();
  }

  @Test
  void noBytesWhateverMakeItFailOtherwiseThanByItsException() {
    Random random = new Random(7);
    byte[] good = ("{\"event\":\"heartbeat\"," + REST).getBytes(UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = Arrays.copyOf(good, random.nextInt(good.length + 5));
      for (int flips = random.nextInt(4); flips > 0 && bytes.length > 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        assertThat(RecordReader.read(bytes)).containsKey(Field.EVENT);
      } catch (MalformedRecordException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }
}
