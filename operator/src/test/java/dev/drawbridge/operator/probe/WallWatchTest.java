package dev.drawbridge.operator.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Drawbridge;
import dev.drawbridge.operator.control.WallState;
import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.KnownCluster;
import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.ServingNames;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pods are addresses of loopback with real listeners on the door's ports. */
class WallWatchTest {

  private static final String FIRST = "127.84.44.1";
  private static final String SECOND = "127.84.44.2";

  private final KnownCluster cluster = new KnownCluster();
  private final SettableClock clock = new SettableClock();
  private final List<DeploymentKey> changes = new ArrayList<>();
  private final Map<String, ServerSocket> listeners = new HashMap<>();
  private final DeploymentKey demo = DeploymentKey.of(Given.publicDemo());
  private final WallWatch watch =
      new WallWatch(cluster, new WallProbe(Duration.ofMillis(200)), changes::add, clock);

  @AfterEach
  void hangUp() throws IOException {
    for (ServerSocket listener : listeners.values()) {
      listener.close();
    }
  }

  @Test
  void hasSeenNothingWhileNoPodIsReady() {
    pod("model-1", FIRST, false);
    listen(FIRST, Drawbridge.HEALTH_PORT);

    assertThat(after(Duration.ZERO)).isEqualTo(WallState.UNTRIED);
    assertThat(changes).isEmpty();
  }

  @Test
  void seesWallsThatHold() {
    ready();

    assertThat(after(Duration.ZERO)).isEqualTo(WallState.CLOSED);
    assertThat(changes).containsExactly(demo);
  }

  @Test
  void tellsOfAChangeAndOfNoneOnlyOnce() {
    ready();

    after(Duration.ZERO);
    after(Duration.ofSeconds(30));
    after(Duration.ofSeconds(30));

    assertThat(changes).containsExactly(demo);
  }

  @Test
  void isNotAlarmedByAMomentsOpening() {
    ready();
    after(Duration.ZERO);
    listen(FIRST, Drawbridge.TRIPWIRE_PORT);

    assertThat(after(Duration.ofSeconds(20))).isEqualTo(WallState.CLOSED);
    hangUp(FIRST, Drawbridge.TRIPWIRE_PORT);

    assertThat(after(Duration.ofSeconds(2))).isEqualTo(WallState.CLOSED);
    listen(FIRST, Drawbridge.TRIPWIRE_PORT);
    assertThat(after(Duration.ofSeconds(20))).isEqualTo(WallState.CLOSED);
    assertThat(changes).containsExactly(demo);
  }

  @Test
  void tellsWithinAMinuteThatAWallFell() {
    ready();
    after(Duration.ZERO);
    listen(FIRST, Drawbridge.TRIPWIRE_PORT);

    assertThat(after(Duration.ofSeconds(20))).isEqualTo(WallState.CLOSED);
    assertThat(after(Duration.ofSeconds(5))).isEqualTo(WallState.OPEN);
    assertThat(changes).containsExactly(demo, demo);
  }

  @Test
  void tellsThatItStandsAgain() {
    fall();
    hangUp(FIRST, Drawbridge.TRIPWIRE_PORT);

    assertThat(after(Duration.ofSeconds(2))).isEqualTo(WallState.CLOSED);
  }

  @Test
  void givesAPodTimeToRestart() {
    ready();
    after(Duration.ZERO);
    hangUp(FIRST, Drawbridge.HEALTH_PORT);

    assertThat(after(Duration.ofSeconds(59))).isEqualTo(WallState.CLOSED);
    assertThat(after(Duration.ofSeconds(1))).isEqualTo(WallState.SILENT);
  }

  @Test
  void stillSaysOpenWhileAPodThatWasOpenRestarts() {
    fall();
    hangUp(FIRST, Drawbridge.TRIPWIRE_PORT);
    hangUp(FIRST, Drawbridge.HEALTH_PORT);

    assertThat(after(Duration.ofSeconds(30))).isEqualTo(WallState.OPEN);
  }

  @Test
  void onePodThatIsClosedDoesNotMakeGoodForOneThatIsOpen() {
    ready();
    pod("model-2", SECOND, true);
    listen(SECOND, Drawbridge.HEALTH_PORT);
    listen(SECOND, Drawbridge.TRIPWIRE_PORT);

    after(Duration.ZERO);

    assertThat(after(Duration.ofSeconds(5))).isEqualTo(WallState.OPEN);
  }

  @Test
  void looksAtNobodyWhoWasNotAskedFor() {
    ready();

    watch.round();

    assertThat(changes).isEmpty();
  }

  @Test
  void forgetsWhoIsGone() {
    ready();
    after(Duration.ZERO);
    watch.forget(demo);

    watch.round();

    assertThat(watch.around(demo)).contains(WallState.UNTRIED);
  }

  private void fall() {
    ready();
    after(Duration.ZERO);
    listen(FIRST, Drawbridge.TRIPWIRE_PORT);
    after(Duration.ofSeconds(20));
    after(Duration.ofSeconds(5));
  }

  private void ready() {
    pod("model-1", FIRST, true);
    listen(FIRST, Drawbridge.HEALTH_PORT);
  }

  private WallState after(Duration time) {
    clock.advance(time);
    watch.around(demo);
    watch.round();
    return watch.around(demo).orElseThrow();
  }

  private void pod(String name, String ip, boolean ready) {
    cluster.add(
        new PodBuilder()
            .withNewMetadata()
            .withNamespace(ServingNames.namespace(demo))
            .withName(name)
            .endMetadata()
            .withNewStatus()
            .withPodIP(ip)
            .addNewCondition()
            .withType("Ready")
            .withStatus(ready ? "True" : "False")
            .endCondition()
            .endStatus()
            .build());
  }

  private void listen(String ip, int port) {
    try {
      listeners.put(ip + port, new ServerSocket(port, 50, InetAddress.getByName(ip)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void hangUp(String ip, int port) {
    try {
      Objects.requireNonNull(listeners.remove(ip + port)).close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
