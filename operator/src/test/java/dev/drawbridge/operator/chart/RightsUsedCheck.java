package dev.drawbridge.operator.chart;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the chart's roles with what the operators of all tests asked of the API server, by its
 * audit log. Runs after all of them, as a step of its own.
 */
@OnTestbed
class RightsUsedCheck {

  /** What is granted although no test makes the operator use it, and why. */
  private static final Map<String, String> NOT_SEEN = Map.of();

  private static List<AuditEntry> requests;
  private static Set<Right> granted;

  @BeforeAll
  static void read(Testbed testbed) {
    granted = Right.granted(Chart.in(testbed).objects());
    requests =
        testbed.requestsSince(Installation.auditedFrom()).stream()
            .filter(AuditEntry.byUser(Installation.USER))
            .filter(AuditEntry.byUserAgent("thief").negate())
            .toList();
  }

  @Test
  void nothingIsMissing() {
    assertThat(requests).isNotEmpty();
    assertThat(requests)
        .filteredOn(
            request -> "forbid".equals(request.annotations().get("authorization.k8s.io/decision")))
        .extracting(request -> request.verb() + " " + request.uri())
        .as("what the operator asked and had no right to; add it to operator/rights.yaml")
        .isEmpty();
  }

  @Test
  void nothingIsUnused() {
    Set<Right> used =
        requests.stream().flatMap(Right::neededFor).collect(toCollection(TreeSet::new));
    Set<String> unused =
        granted.stream()
            .filter(right -> !used.contains(right))
            .map(Right::toString)
            .collect(toCollection(TreeSet::new));

    assertThat(unused)
        .as("rights that nothing used; take them out of operator/rights.yaml, or say why not")
        .isEqualTo(new TreeSet<>(NOT_SEEN.keySet()));
  }

  @Test
  void nothingIsGrantedByWildcardAndNoSecretIsRead() {
    assertThat(granted)
        .noneMatch(right -> right.resource().contains("*") || right.verb().equals("*"))
        .noneMatch(right -> right.resource().contains("secrets"));
  }
}
