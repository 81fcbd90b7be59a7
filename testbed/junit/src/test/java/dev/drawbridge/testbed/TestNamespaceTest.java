package dev.drawbridge.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestNamespaceTest {

  private final Random random = new Random(1);

  @Test
  void namesTheTest() {
    assertThat(TestNamespace.forTest("deniesOutsideRegion", random).name())
        .matches("denies-outside-region-[a-z0-9]{6}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "",
        "___",
        "1st",
        "größe",
        "aVeryLongNameThatGoesOnAndOnUntilItFitsNowhereAnyMore",
        "aNameWhoseCutFallsOnTheDashBefore_X",
      })
  void isAValidNameThatLeavesRoom(String test) {
    assertThat(TestNamespace.forTest(test, random).name())
        .hasSizeLessThanOrEqualTo(TestNamespace.LONGEST)
        .matches("[a-z][a-z0-9]*(-[a-z0-9]+)+");
  }

  @Test
  void isAnotherOneEachTime() {
    assertThat(TestNamespace.forTest("x", random)).isNotEqualTo(TestNamespace.forTest("x", random));
  }
}
