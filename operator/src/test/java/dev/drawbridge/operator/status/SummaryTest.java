package dev.drawbridge.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.operator.fixture.SettableClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SummaryTest {

  private static final State HOLDS = new State.Holds(Reason.VERIFIED, "well");
  private static final State PENDING = new State.Pending(Reason.PENDING, "wait");
  private static final State UNKNOWN = new State.Unknown(Reason.NODE_UNKNOWN, "who knows");
  private static final State BROKEN = new State.Broken(Reason.NOT_HARDENED, "act");
  private static final List<State> ALL = List.of(HOLDS, PENDING, UNKNOWN, BROKEN);

  @Test
  void readyWhenAllHold() {
    Summary summary = Summary.of(Optional.empty(), states(HOLDS, HOLDS));

    assertThat(summary.ready())
        .isEqualTo(new State.Holds(Reason.READY, "Admitted, every control verified, and serving."));
  }

  static Stream<List<State>> pairs() {
    return ALL.stream().flatMap(one -> ALL.stream().map(other -> List.of(one, other)));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theWorseOfTwoCountsInWhateverOrder(List<State> pair) {
    Summary summary = Summary.of(Optional.empty(), states(pair.getFirst(), pair.getLast()));

    State worse = ALL.get(Math.max(ALL.indexOf(pair.getFirst()), ALL.indexOf(pair.getLast())));
    assertThat(summary.ready().getClass()).isEqualTo(worse.getClass());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void neverReconcilingAndStalledAtOnceAndOneOfThemUnlessReady(List<State> pair) {
    List<Condition> conditions =
        conditions(Summary.of(Optional.empty(), states(pair.getFirst(), pair.getLast())));

    boolean ready = is(conditions, ConditionType.READY);
    boolean reconciling = is(conditions, ConditionType.RECONCILING);
    boolean stalled = is(conditions, ConditionType.STALLED);
    assertThat(Stream.of(ready, reconciling, stalled).filter(it -> it)).hasSize(1);
    assertThat(stalled).isEqualTo(pair.contains(BROKEN));
  }

  @Test
  void ofTheSameKindTheFirstCounts() {
    State later = new State.Broken(Reason.FOREIGN_POD, "act too");

    Summary summary = Summary.of(Optional.empty(), states(BROKEN, later));

    assertThat(summary.ready()).isEqualTo(BROKEN);
  }

  @Test
  void anObstacleComesBeforeItsLike() {
    State obstacle = new State.Broken(Reason.SERVING_NAMESPACE_TAKEN, "delete it");

    Summary summary = Summary.of(Optional.of(obstacle), states(BROKEN, PENDING));

    assertThat(summary.ready()).isEqualTo(obstacle);
  }

  @Test
  void anEngineThatIsAwayDoesNotMakeWhatRunsUnready() {
    Map<ConditionType, State> states = states(HOLDS, HOLDS);
    states.put(ConditionType.POLICY_ENGINE_AVAILABLE, BROKEN);

    Summary summary = Summary.of(Optional.empty(), states);

    assertThat(summary.ready().holds()).isTrue();
  }

  private static Map<ConditionType, State> states(State one, State other) {
    Map<ConditionType, State> states = new LinkedHashMap<>();
    states.put(ConditionType.ISOLATED, one);
    states.put(ConditionType.HARDENED, other);
    return states;
  }

  private static List<Condition> conditions(Summary summary) {
    Conditions conditions = new Conditions(List.of(), 1L, new SettableClock());
    summary.addTo(conditions);
    return conditions.build();
  }

  private static boolean is(List<Condition> conditions, ConditionType type) {
    return Conditions.find(conditions, type)
        .filter(one -> one.status() == ConditionStatus.TRUE)
        .isPresent();
  }
}
