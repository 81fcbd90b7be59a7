package dev.drawbridge.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drawbridge.bench.http.Loop;
import dev.drawbridge.bench.model.ModelStub;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadTest {

  private static final Loop LOOP = Loop.start();
  private static ModelStub model;

  @BeforeAll
  static void startModel() throws Exception {
    model = ModelStub.start(LOOP, 5, 2_000);
  }

  @AfterAll
  static void stop() {
    model.close();
    LOOP.group().shutdownGracefully().syncUninterruptibly();
  }

  private static Tally carryOut(String kind, String answer) {
    String line = OrderTest.CLOSED.formatted(model.port(), answer);
    String changed = line.replace("kind=closed", "kind=" + kind).replace("rate=0", "rate=500");
    return LoadMain.carryOut(LOOP, Order.parse(changed), Map.of(), "localhost");
  }

  @ParameterizedTest
  @CsvSource({"closed,small", "closed,large", "open,small", "handshake,small", "idle,small"})
  void asksAndCountsWithinTheLimit(String kind, String answer) {
    Tally tally = carryOut(kind, answer);

    assertThat(tally.firstFailure()).isEmpty();
    assertThat(tally.answered()).isBetween(1L, 100L);
  }

  @Test
  void idleConnectionsAskOnce() {
    assertThat(carryOut("idle", "small").answered()).isEqualTo(4);
  }

  @Test
  void timesEventsOfAStream() {
    Tally tally = carryOut("closed", "events");

    assertThat(tally.firstFailure()).isEmpty();
    assertThat(tally.answered()).isPositive();
    assertThat(tally.events()).isPositive();
  }

  @Test
  void saysWhyThereIsNoConnection() {
    Order nobody = Order.parse(OrderTest.CLOSED.formatted(1, "small"));

    assertThatThrownBy(() -> LoadMain.carryOut(LOOP, nobody, Map.of(), "localhost"))
        .hasMessageContaining("no connection");
  }
}
