package dev.drawbridge.operator.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.drawbridge.operator.plan.ServingNames;
import dev.drawbridge.testbed.Testbed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A model server that tries to get out and to stay, as one that was taken over would; it tells in
 * its log.
 */
@OnNode
class ConfinementOnNode {

  /** DNS, which is permitted: it shows that what the server tries can succeed. */
  private static final String DNS = "10.96.0.10:53";

  private static final String API_SERVER = "10.96.0.1:443";

  private static Testbed testbed;
  private static Served model;
  private static Caller listener;
  private static List<String> places;
  private static String told;

  @BeforeAll
  static void serve(Testbed given) {
    testbed = given;
    Release.in(testbed);
    Served.teams(testbed);
    listener = Caller.in(testbed, Served.CONSUMER);
    places = List.of(listener.ip() + ":" + Caller.PORT, API_SERVER, kubelet());
    model = Served.of(testbed, manifest());
    await("it has tried everything")
        .atMost(Duration.ofSeconds(60))
        .until(() -> log().contains("tried everything"));
    told = log();
  }

  @AfterAll
  static void end() {
    model.close();
    listener.close();
  }

  private static String manifest() {
    String[] source = Images.reference("tiny-llama").split("@", 2);
    return """
    apiVersion: drawbridge.dev/v1alpha1
    kind: ModelDeployment
    metadata: {name: taken-over, namespace: %s}
    spec:
      dataClassification: public
      model:
        name: tiny-llama
        version: "1"
        source: {uri: "oci://%s", digest: "%s"}
      server:
        runtime: Custom
        image: %s
        args:
          - sh
          - -c
          - |
            mkdir /tmp/www
            httpd -p $HOST:$PORT -h /tmp/www
            echo "user $(id -u), user ids $(cat /proc/self/uid_map)"
            for file in /models/x /x; do
              if touch $file; then echo "wrote $file"; else echo "could not write $file"; fi
            done
            for model in /models/*; do echo "reads $model"; done
            for place in $PLACES; do
              if nc -w 2 ${place%%:*} ${place##*:} -e /bin/true; then echo "reached $place"; else echo "kept from $place"; fi
            done
            if ls /var/run/secrets/kubernetes.io; then echo "has a token"; else echo "has no token"; fi
            echo "tried everything"
            trap 'exit 0' TERM
            while true; do sleep 1; done
        env:
          - {name: PLACES, value: "%s"}
        resources: {limits: {cpu: 500m, memory: 64Mi}}
      consumers:
        - {name: chatbot, namespace: %s}
      governance: {owner: test@example.com}
    """
        .formatted(
            Served.TEAM,
            source[0],
            source[1],
            Images.busybox(testbed),
            String.join(" ", DNS, String.join(" ", places)),
            Served.CONSUMER);
  }

  private static String kubelet() {
    return testbed
        .client()
        .nodes()
        .withLabel("testbed.drawbridge.dev/real=true")
        .list()
        .getItems()
        .stream()
        .flatMap(node -> node.getStatus().getAddresses().stream())
        .filter(address -> address.getType().equals("InternalIP"))
        .map(address -> address.getAddress() + ":10250")
        .findFirst()
        .orElseThrow();
  }

  private static String log() {
    return testbed
        .kubectl(
            "logs",
            model.pod().getMetadata().getName(),
            "-n",
            model.seen().servingNamespace(),
            "-c",
            ServingNames.MODEL)
        .orThrow()
        .stdout();
  }

  @Test
  void hasNoWayOut() {
    assertThat(told).contains("reached " + DNS);
    assertThat(places).allSatisfy(place -> assertThat(told).contains("kept from " + place));
  }

  /** Not even to those who may call it, as the one who would have been reached confirms. */
  @Test
  void isNotSeenByItsConsumer() {
    try (Caller other = Caller.in(testbed, "default")) {
      assertThat(other.reaches(listener.ip(), Caller.PORT)).isTrue();
      assertThat(listener.visitors())
          .contains(other.ip())
          .doesNotContain(model.pod().getStatus().getPodIP());
    }
  }

  @Test
  void hasUserIdsOfItsOwn() {
    String line = told.lines().filter(one -> one.startsWith("user ")).findFirst().orElseThrow();

    String[] map = line.substring(line.indexOf("user ids ")).strip().split("\\s+", -1);
    assertThat(line).startsWith("user 65532,");
    // user ids INSIDE OUTSIDE COUNT: on the node it is somebody whom nothing there belongs to.
    assertThat(map).hasSize(5);
    assertThat(Long.parseLong(map[3])).isGreaterThanOrEqualTo(65_536);
  }

  @Test
  void readsTheModelAndWritesNothing() {
    assertThat(told)
        .contains("could not write /models/x", "could not write /x", ".gguf")
        .doesNotContain("wrote ");
  }

  @Test
  void hasNoToken() {
    assertThat(told).contains("has no token").doesNotContain("has a token");
  }
}
