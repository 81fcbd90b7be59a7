package dev.drawbridge.operator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.drawbridge.operator.harness.SwitchableEngine;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EngineWatchTest {

  private final SwitchableEngine engine = new SwitchableEngine(Scripted.failing(Kind.UNREACHABLE));
  private final AtomicInteger changes = new AtomicInteger();
  private final EngineWatch watch =
      new EngineWatch(
          Scripted.gate(engine),
          changes::incrementAndGet,
          Clock.fixed(Scripted.NOW, ZoneOffset.UTC));

  @Test
  void trustsNoEngineThatItDidNotLookAt() {
    assertThat(watch.state()).isInstanceOf(EngineState.Unusable.class);
  }

  @Test
  void tellsOfEachChangeOnce() {
    usable("1");
    watch.look();
    watch.look();
    assertThat(changes).hasValue(1);

    usable("2");
    watch.look();
    assertThat(watch.state()).isEqualTo(new EngineState.Usable("2", null));
    assertThat(changes).hasValue(2);

    engine.become(Scripted.failing(Kind.TIMEOUT));
    watch.look();
    watch.look();
    assertThat(changes).hasValue(3);
    assertThat(watch.state())
        .asInstanceOf(type(EngineState.Unusable.class))
        .satisfies(it -> assertThat(it.fault().kind()).isEqualTo(Kind.TIMEOUT));
  }

  private void usable(String revision) {
    engine.become(
        Scripted.answering("d", List.of(revision), r -> r.put("decision", "indeterminate")));
  }
}
