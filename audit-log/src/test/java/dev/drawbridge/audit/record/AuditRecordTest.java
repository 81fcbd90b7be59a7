package dev.drawbridge.audit.record;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AuditRecordTest {

  private final AuditRecord record = new AuditRecord();

  private String encoded() {
    int length = record.encode(1_764_000_000_000_001L, 17);
    assertThat(length).isPositive();
    return new String(record.bytes(), 0, length, UTF_8);
  }

  @Test
  void writesMembersInTheOrderOfRfc8785WhateverTheOrderOfCalls() {
    record
        .begin(Event.INFERENCE_ACCEPTED)
        .flag(Field.STREAM, true)
        .text(Field.MODEL_NAME, "iris")
        .number(Field.PROMPT_BYTES, 42);

    assertThat(encoded())
        .isEqualTo(
            "{\"event\":\"inference.accepted\",\"model.name\":\"iris\",\"prompt.bytes\":42,"
                + "\"schema\":1,\"stream\":true,\"time\":1764000000000001,\"time_mono_us\":17}");
  }

  @Test
  void theTableOfFieldsIsSortedAsRfc8785Demands() {
    assertThat(Stream.of(Field.values()).map(Field::text)).isSorted();
  }

  @Test
  void escapesAsRfc8785Does() {
    record
        .begin(Event.INFERENCE_ACCEPTED)
        .text(Field.MODEL_NAME, "\u20ac$\u000f\nA'B\"\\\\\"/\ud83d\ude02\b\f\r\t");

    assertThat(encoded())
        .contains("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\ud83d\ude02\\b\\f\\r\\t\"");
  }

  @Test
  void aTextThatIsEncodedOnceIsWrittenLikeAnyOther() {
    for (String text : new String[] {"", "iris", "\u20ac\n\"\ud83d\ude02\u0001", "x".repeat(512)}) {
      record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, text);
      String plain = encoded();

      record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, EncodedText.of(text));

      assertThat(encoded()).isEqualTo(plain);
    }
    record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, EncodedText.of("x".repeat(513)));
    assertThat(record.encode(1, 1)).isNegative();
  }

  @Test
  void loneSurrogateBecomesTheReplacementCharacter() {
    record
        .begin(Event.INFERENCE_ACCEPTED)
        .text(Field.MODEL_NAME, "a\ud83d")
        .text(Field.OP, "\ude02b");

    assertThat(encoded()).contains("\"a\ufffd\"", "\"\ufffdb\"");
  }

  @Test
  void nothingIsLeftOfTheRecordBefore() {
    record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, "iris").encode(1, 1);

    record.begin(Event.HEARTBEAT);

    assertThat(encoded()).doesNotContain("iris").doesNotContain("model.name");
  }

  @Test
  void tooLongATextIsRefusedNotCut() {
    record.begin(Event.INFERENCE_ACCEPTED).text(Field.MODEL_NAME, "x".repeat(513));

    assertThat(record.encode(1, 1)).isNegative();
  }

  @Test
  void tooLongARecordIsRefusedNotCut() {
    record.begin(Event.INFERENCE_ACCEPTED);
    Stream.of(Field.MODEL_NAME, Field.MODEL_VERSION, Field.OP, Field.CLASS)
        .forEach(field -> record.text(field, "x".repeat(512)));

    assertThat(record.encode(1, 1)).isNegative();
  }

  @Test
  void everyLengthUpToTheLimitIsWrittenWholeOrRefused() throws Exception {
    for (int length = 0; length <= 512; length++) {
      record.begin(Event.INFERENCE_ACCEPTED);
      for (Field field : new Field[] {Field.CLASS, Field.MODEL_NAME, Field.OP, Field.PURPOSE}) {
        record.text(field, "ü".repeat(length));
      }

      int bytes = record.encode(1, 1);

      if (bytes >= 0) {
        assertThat(RecordReader.read(Arrays.copyOf(record.bytes(), bytes)))
            .containsEntry(Field.PURPOSE, "ü".repeat(length));
      } else {
        assertThat(length).isGreaterThan(200);
      }
    }
  }

  @Test
  void aFieldOfAnotherEventIsAProgrammersError() {
    record.begin(Event.HEARTBEAT);

    assertThatIllegalArgumentException().isThrownBy(() -> record.text(Field.MODEL_NAME, "iris"));
  }

  @Test
  void numbersThatJsonCannotHoldExactlyAreRefused() {
    record.begin(Event.INFERENCE_ACCEPTED);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> record.number(Field.PROMPT_BYTES, 1L << 53));
  }

  @Test
  void noFieldIsAnUnkeyedHashOfAPromptOrAPerson() {
    assertThat(Stream.of(Field.values()).map(Field::text).filter(name -> name.contains("sha256")))
        .containsExactlyInAnyOrder("consumer.cert_sha256", "content.sha256_ct", "gap.sha256");
  }
}
