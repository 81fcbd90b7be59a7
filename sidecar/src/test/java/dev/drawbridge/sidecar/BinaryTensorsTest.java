package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.sidecar.pod.Pod;
import dev.drawbridge.sidecar.pod.PodConfig;
import dev.drawbridge.sidecar.pod.RawAnswer;
import java.net.Socket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** KServe's binary extension: JSON in front, tensors behind, and a header that says where. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BinaryTensorsTest {

  private static final String JSON = "{\"inputs\":[{\"name\":\"a\"}]}";
  private static final String TENSOR = "\u0001\u0002{\u0003";

  private static Pod pod;

  @BeforeAll
  static void start() throws Exception {
    pod = Pod.start(new PodConfig().protocol("OpenInference"));
  }

  @AfterAll
  static void end() throws Exception {
    pod.close();
  }

  private static RawAnswer ask(String headers) throws Exception {
    String body = JSON + TENSOR;
    try (Socket socket = pod.raw()) {
      return RawAnswer.to(
          socket,
          "POST /v2/models/m/infer HTTP/1.1\r\nHost: model\r\n%sContent-Length: %d\r\n\r\n%s"
              .formatted(headers, body.length(), body));
    }
  }

  private static String jsonLength(Object length) {
    return "Inference-Header-Content-Length: %s\r\n".formatted(length);
  }

  @Test
  void passUnread() throws Exception {
    assertThat(ask(jsonLength(JSON.length())).status()).isEqualTo(200);
    assertThat(pod.model.asked().getLast().body()).isEqualTo(JSON + TENSOR);
  }

  /** The sidecar would read one part, and the model another. */
  @Test
  void whereTheyBeginIsSaidOnce() throws Exception {
    int asked = pod.model.asked().size();

    RawAnswer answer = ask(jsonLength(JSON.length()) + jsonLength(JSON.length() + 1));

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("request.ambiguous");
    assertThat(pod.model.asked()).hasSize(asked);
  }

  @ParameterizedTest
  @ValueSource(strings = {"+25", "-1", "0x19", "", "99999999999999999999", "25, 25"})
  void whereTheyBeginIsAPlainNumber(String length) throws Exception {
    int asked = pod.model.asked().size();

    assertThat(ask(jsonLength(length)).body()).contains("request.ambiguous");
    assertThat(pod.model.asked()).hasSize(asked);
  }
}
