package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.testbed.CommandResult;
import dev.drawbridge.testbed.Testbed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A language model answers its consumer, and nobody else; examples/tiny-llama.yaml. */
@OnNode
class TinyLlamaOnNode {

  private static final String QUESTION =
      """
      {"messages": [{"role": "user", "content": "What is a drawbridge?"}], "max_tokens": 16}""";

  private static final String CHAT = "/v1/chat/completions";
  private static final int MODEL_PORT = 8000;

  private static Testbed testbed;
  private static Served model;
  private static Consumer consumer;
  private static Caller neighbour;
  private static Caller stranger;

  @BeforeAll
  static void serve(Testbed given) {
    testbed = given;
    Release.in(testbed);
    model = Served.example(testbed, "tiny-llama.yaml");
    consumer = Consumer.of(testbed, model);
    neighbour = Caller.in(testbed, Served.CONSUMER);
    stranger = Caller.in(testbed, "default");
  }

  @AfterAll
  static void end() {
    stranger.close();
    neighbour.close();
    consumer.close();
    model.close();
  }

  @Test
  void isSeenToBeClosed() {
    assertThat(model.seen().condition(ConditionType.ISOLATED))
        .hasValueSatisfying(
            isolated -> {
              assertThat(isolated.status()).isEqualTo(ConditionStatus.TRUE);
              assertThat(isolated.message())
                  .contains("a caller without permission was seen to be kept out");
            });
  }

  @Test
  void answersItsConsumer() throws JsonProcessingException {
    assertThat(answer()).isNotBlank();
  }

  @Test
  void answersInAStream() {
    String streamed = "{\"stream\": true, " + QUESTION.substring(1);

    assertThat(consumer.post(model.url(CHAT), streamed).orThrow().stdout().lines())
        .filteredOn(line -> line.startsWith("data: "))
        .hasSizeGreaterThan(2)
        .last()
        .isEqualTo("data: [DONE]");
  }

  @Test
  void refusesWhomItDoesNotKnowEvenInItsConsumersNamespace() {
    String url = model.url(CHAT);

    assertThat(consumer.curl("--cacert", "/tls/ca.crt", "--data", QUESTION, url).exitCode())
        .as("without a certificate")
        .isNotZero();
    assertThat(consumer.post(model.url("/metrics"), QUESTION))
        .satisfies(
            refused -> {
              assertThat(refused.exitCode()).isNotZero();
              assertThat(refused.stdout()).contains("\"status\":403");
            });
  }

  @Test
  void isNotReachedByAPodOfAnotherNamespace() {
    String ip = model.pod().getStatus().getPodIP();

    assertThat(neighbour.reaches(ip, Drawbridge.DOOR_PORT)).isTrue();
    assertThat(stranger.reaches(ip, Drawbridge.DOOR_PORT)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        MODEL_PORT,
        Drawbridge.HEALTH_PORT,
        Drawbridge.TRIPWIRE_PORT,
        Drawbridge.METRICS_PORT,
        Drawbridge.LOG_PORT
      })
  void hasNoOtherPortForItsConsumerThanTheDoor(int port) {
    assertThat(neighbour.reaches(model.pod().getStatus().getPodIP(), port)).isFalse();
  }

  @Test
  void hasTheModelFromAnImageByDigestThatNobodyWrites() {
    PodSpec pod = model.pod().getSpec();

    assertThat(pod.getHostUsers()).isFalse();
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getImage() != null)
        .singleElement()
        .satisfies(
            volume ->
                assertThat(volume.getImage().getReference())
                    .isEqualTo(Images.reference("tiny-llama")));
    assertThat(pod.getContainers())
        .flatExtracting(container -> container.getVolumeMounts())
        .filteredOn(mount -> mount.getName().equals("model"))
        .singleElement()
        .satisfies(mount -> assertThat(mount.getReadOnly()).isTrue());
  }

  @Test
  void nobodyIsLetIntoItsContainers() {
    CommandResult refused =
        testbed.kubectl(
            "exec",
            model.pod().getMetadata().getName(),
            "-n",
            model.seen().servingNamespace(),
            "-c",
            ServingNames.DOOR,
            "--",
            "/bin/sh");

    assertThat(refused.exitCode()).isNotZero();
    assertThat(refused.stderr()).contains("is for the Drawbridge operator alone");
  }

  @Test
  void isBackWhenItsPodWasTakenAway() {
    Pod before = model.pod();

    testbed
        .kubectl(
            "delete", "pod", before.getMetadata().getName(), "-n", model.seen().servingNamespace())
        .orThrow();

    await("the consumer is answered again")
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofSeconds(1))
        .until(() -> ask().exitCode() == 0);
    assertThat(model.pod().getMetadata().getUid()).isNotEqualTo(before.getMetadata().getUid());
    model.awaitReady();
    assertThat(model.seen().condition(ConditionType.ISOLATED))
        .hasValueSatisfying(
            isolated -> assertThat(isolated.reason()).isEqualTo(Reason.VERIFIED.text()));
  }

  private static String answer() throws JsonProcessingException {
    return new ObjectMapper()
        .readTree(ask().orThrow().stdout())
        .at("/choices/0/message/content")
        .asText();
  }

  private static CommandResult ask() {
    return consumer.post(model.url(CHAT), QUESTION);
  }
}
