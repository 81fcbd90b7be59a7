package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.drawbridge.testbed.Testbed;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A classifier that speaks the Open Inference Protocol; examples/iris.yaml. */
@OnNode
class IrisOnNode {

  /** Two flowers, of which even this small model knows what they are: setosa and virginica. */
  private static final String FLOWERS =
      """
      {"inputs": [{"name": "flowers", "shape": [2, 4], "datatype": "FP32",
                   "data": [[5.1, 3.5, 1.4, 0.2], [6.9, 3.1, 5.4, 2.1]]}]}""";

  private static Served model;
  private static Consumer consumer;

  @BeforeAll
  static void serve(Testbed testbed) {
    Release.in(testbed);
    Images.load(testbed, "mlserver");
    Images.load(testbed, "iris");
    model = Served.example(testbed, "iris.yaml");
    consumer = Consumer.of(testbed, model);
  }

  @AfterAll
  static void end() {
    consumer.close();
    model.close();
  }

  @Test
  void tellsItsConsumerFlowersApart() throws JsonProcessingException {
    String answer = consumer.post(model.url("/v2/models/iris/infer"), FLOWERS).orThrow().stdout();

    JsonNode flowers = new ObjectMapper().readTree(answer).at("/outputs/0/data");
    assertThat(flowers).hasSize(2);
    assertThat(flowers.get(0)).isNotEqualTo(flowers.get(1));
  }
}
