package dev.drawbridge.operator.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.SettableClock;
import dev.drawbridge.operator.plan.ObjectKey;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepairBudgetTest {

  private static final ObjectKey WALL = new ObjectKey("NetworkPolicy", "ns", "deny-all");
  private static final ObjectKey OTHER = new ObjectKey("NetworkPolicy", "ns", "allow-dns");

  private final SettableClock clock = new SettableClock();
  private final RepairBudget budget = new RepairBudget(clock);

  @Test
  void soManyRepairsAreMadeAtOnceAndNoneMore() {
    boolean all = spend(RepairBudget.REPAIRS);

    assertThat(all).isTrue();
    assertThat(repair(WALL)).isFalse();
  }

  @Test
  void everyObjectHasItsOwn() {
    spend(RepairBudget.REPAIRS);

    assertThat(repair(OTHER)).isTrue();
  }

  @Test
  void itIsFullAgainAfterTheWindow() {
    spend(RepairBudget.REPAIRS);
    clock.advance(RepairBudget.WINDOW.plusMillis(1));

    boolean all = spend(RepairBudget.REPAIRS);

    assertThat(all).isTrue();
    assertThat(repair(WALL)).isFalse();
  }

  @Test
  void itFillsUpRepairByRepair() {
    repair(WALL);
    clock.advance(Duration.ofSeconds(20));
    spend(RepairBudget.REPAIRS - 1);
    clock.advance(RepairBudget.WINDOW.minusSeconds(20).plusMillis(1));

    assertThat(repair(WALL)).isTrue();
    assertThat(repair(WALL)).isFalse();
  }

  @Test
  void aRefusalCostsNothing() {
    spend(RepairBudget.REPAIRS);
    clock.advance(RepairBudget.WINDOW);
    repair(WALL);
    clock.advance(Duration.ofMillis(1));

    assertThat(repair(WALL)).isTrue();
  }

  private boolean spend(int times) {
    return IntStream.range(0, times).allMatch(i -> repair(WALL));
  }

  private boolean repair(ObjectKey object) {
    boolean allowed = budget.allows(object);
    if (allowed) {
      budget.spend(object);
    }
    return allowed;
  }
}
