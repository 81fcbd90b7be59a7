package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.audit.record.Event;
import dev.drawbridge.audit.record.Field;
import dev.drawbridge.sidecar.pod.ModelServer;
import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.ProblemJson;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens per minute, of which an answer takes more than there are: that is known afterwards. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokenQuotaTest {

  private static final int PER_MINUTE = 10;
  private static final long IN = 10;
  private static final long OUT = 40;

  /** Four code points are taken for a token. */
  private static final String QUESTION =
      "{\"messages\":[{\"content\":\"%s\"}]}".formatted("q".repeat(4 * (int) IN));

  /** Who says how many tokens it were. */
  enum Source {
    MODEL(
        "{\"choices\":[{\"message\":{\"content\":\"short\"}}],"
            + "\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}".formatted(IN, OUT)),
    ESTIMATED(
        "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}".formatted("a".repeat(4 * (int) OUT)));

    private final String answer;

    Source(String answer) {
      this.answer = answer;
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoIsInDebtWaitsUntilItIsPaid(Source source) throws Exception {
    PodConfig config =
        new PodConfig().noConsumers().consumer("chatbot", ",\"tokensPerMinute\":" + PER_MINUTE);
    try (Pod pod = Pod.start(config)) {
      pod.model.script((asked, out) -> ModelServer.json(out, source.answer));
      try (Socket socket = pod.raw()) {
        assertThat(ask(socket).status()).isEqualTo(200);

        RawAnswer refused = ask(socket);

        assertThat(refused.status()).isEqualTo(429);
        assertThat(ProblemJson.of(refused.body()).type()).endsWith("/quota.tokens");
        // 41 tokens, of which one comes back every six seconds; some may have passed.
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(246 - 60, 246);
      }
      assertThat(pod.model.asked()).hasSize(1);
      pod.ended();
      assertThat(pod.records(Event.INFERENCE_COMPLETED))
          .singleElement()
          .satisfies(
              record ->
                  assertThat(record)
                      .containsAllEntriesOf(Map.of(Field.TOKENS_IN, IN, Field.TOKENS_OUT, OUT)));
      assertThat(pod.records(Event.INFERENCE_DENIED))
          .singleElement()
          .satisfies(record -> assertThat(record).containsEntry(Field.RULE_ID, "quota.tokens"));
    }
  }

  private static RawAnswer ask(Socket socket) throws Exception {
    return RawAnswer.to(
        socket,
        "POST /v1/chat/completions HTTP/1.1\r\nHost: model\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(QUESTION.length(), QUESTION));
  }
}
