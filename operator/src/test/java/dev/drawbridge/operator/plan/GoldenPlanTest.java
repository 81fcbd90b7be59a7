package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every object of the plan to the last field, for one deployment a folder. A change that is meant
 * is taken over with {@code -Dgolden.update=true}, and then read in the diff.
 */
class GoldenPlanTest {

  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  @TestFactory
  Stream<DynamicNode> plansAreAsInTheirFolders() {
    return GoldenCase.all().stream()
        .map(one -> DynamicContainer.dynamicContainer(one.name(), tests(one)));
  }

  private static Stream<DynamicTest> tests(GoldenCase one) {
    ServingPlan plan = one.plan();
    if (UPDATE) {
      one.update(plan);
    }
    Map<String, String> rendered = GoldenCase.rendered(plan);
    return Stream.concat(
        Stream.of(
            DynamicTest.dynamicTest(
                "no file is missing or unused, and their order is that of the objects",
                () -> assertThat(one.filesThere()).isEqualTo(one.fileNames(plan)))),
        rendered.entrySet().stream()
            .map(
                file ->
                    DynamicTest.dynamicTest(
                        file.getKey(),
                        () -> assertThat(file.getValue()).isEqualTo(one.content(file.getKey())))));
  }
}
