package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class KeyWindowTest {

  private static final int FIRST = 230;

  private static KeyWindow window(int first, int last) {
    TreeSet<Integer> made = new TreeSet<>();
    for (int span = first; span <= last; span++) {
      made.add(span);
    }
    return KeyWindow.of(made);
  }

  @Test
  void namesTheSpansOfThreeYears() {
    assertThat(window(FIRST, FIRST + 1).spans()).hasSize(12).startsWith(FIRST).endsWith(FIRST + 11);
    assertThat(KeyWindow.secret(FIRST)).isEqualTo("audit-kek-230");
    assertThat(KeyWindow.file(FIRST)).isEqualTo("kek-230");
  }

  /** A pod of either must find what is in use at the change. */
  @Test
  void alwaysHasTheKeyThatIsMadeTheOneInUseAndTheOneBefore() {
    for (int last = FIRST + 1; last < FIRST + 100; last++) {
      List<Integer> spans = window(FIRST, last).spans();

      assertThat(spans).contains(last, last - 1);
      if (last > FIRST + 1) {
        assertThat(spans).contains(last - 2);
      }
    }
  }

  @Test
  void movesEveryTenSpansAndNotBefore() {
    List<Integer> moves = new ArrayList<>();
    for (int last = FIRST + 2; last < FIRST + 40; last++) {
      if (!window(FIRST, last).equals(window(FIRST, last - 1))) {
        moves.add(last - FIRST);
      }
    }

    assertThat(moves).containsExactly(12, 22, 32);
  }

  @Test
  void aSpanThatWasSleptThroughChangesNothing() {
    assertThat(KeyWindow.of(new TreeSet<>(List.of(FIRST, FIRST + 25))))
        .isEqualTo(window(FIRST, FIRST + 25));
  }
}
