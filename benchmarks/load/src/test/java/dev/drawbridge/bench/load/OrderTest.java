package dev.drawbridge.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderTest {

  static final String CLOSED =
      "kind=closed port=%d tls=none protocol=h1 answer=%s connections=4 streams=1 rate=0"
          + " warm=0 seconds=0.2 limit=100 servers=";

  @Test
  void readsAllWords() {
    Order order = Order.parse(CLOSED.formatted(8080, "small") + "12,13");

    assertThat(order)
        .isEqualTo(
            new Order(
                Order.Kind.CLOSED,
                8080,
                false,
                Order.Protocol.H1,
                Order.Answer.SMALL,
                4,
                1,
                0,
                Duration.ZERO,
                Duration.ofMillis(200),
                100,
                List.of(12L, 13L)));
  }

  @Test
  void namesTheWordThatIsMissing() {
    assertThatThrownBy(() -> Order.parse("kind=closed")).hasMessage("the word port= is missing");
  }

  @Test
  void namesTheWordThatIsNoNumber() {
    assertThatThrownBy(() -> Order.parse(CLOSED.replace("%d", "many")))
        .hasMessage("port=many is no number");
  }
}
