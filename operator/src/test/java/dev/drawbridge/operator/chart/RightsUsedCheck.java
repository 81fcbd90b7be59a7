package dev.drawbridge.operator.chart;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.harness.Audited;
import dev.drawbridge.operator.harness.Chart;
import dev.drawbridge.operator.harness.Installation;
import dev.drawbridge.testbed.AuditEntry;
import dev.drawbridge.testbed.OnTestbed;
import dev.drawbridge.testbed.Testbed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Compares the chart's roles with what the operators of all tests asked of the API server, by its
 * audit log. Runs after all of them, in however many clusters, as a step of its own.
 */
@OnTestbed
class RightsUsedCheck {

  private static final String RACE =
      "an object is read again only when somebody else was faster with a write";
  private static final String LATE =
      "the webhook asks only for what its caches do not show yet, and a watch is rarely that late";

  /** What is granted although it may be that no test makes the operator use it, and why. */
  private static final Map<String, String> MAY_BE_UNUSED =
      Map.ofEntries(
          Map.entry("ANYWHERE /namespaces get", LATE),
          Map.entry("ANYWHERE storage.k8s.io/storageclasses get", LATE),
          Map.entry(
              "ANYWHERE /namespaces update",
              "only where somebody took the record of ownership out of a namespace"),
          Map.entry("SERVING /configmaps get", RACE),
          Map.entry("SERVING /limitranges get", RACE),
          Map.entry("SERVING /resourcequotas get", RACE),
          Map.entry("SERVING /serviceaccounts get", RACE),
          Map.entry("SERVING /services get", RACE),
          Map.entry("SERVING cert-manager.io/certificates get", RACE),
          Map.entry("SERVING apps/deployments get", RACE),
          Map.entry("SERVING networking.k8s.io/networkpolicies get", RACE),
          Map.entry("SERVING policy/poddisruptionbudgets get", RACE),
          Map.entry("ANYWHERE rbac.authorization.k8s.io/rolebindings get", RACE),
          Map.entry(
              "OWN coordination.k8s.io/leases update",
              "the framework refuses to start without it, and then writes by patch"));

  private static final Predicate<AuditEntry> OF_THE_OPERATOR =
      AuditEntry.byUser(Installation.USER).and(AuditEntry.byUserAgent("thief").negate());

  private static List<AuditEntry> requests;
  private static List<AuditEntry> forbidden;
  private static Set<Right> granted;

  @BeforeAll
  static void read(Testbed testbed) {
    granted = Right.granted(Chart.in(testbed).objects());
    List<AuditEntry> everybodys = Audited.requests();
    requests = everybodys.stream().filter(OF_THE_OPERATOR).toList();
    forbidden = forbidden(everybodys);
  }

  /**
   * What the operator was forbidden, but for what it asked in a namespace that somebody had just
   * deleted, and its RoleBinding with it: it hears of that a moment later.
   */
  private static List<AuditEntry> forbidden(List<AuditEntry> everybodys) {
    Set<String> unbound = new HashSet<>();
    List<AuditEntry> forbidden = new ArrayList<>();
    for (AuditEntry request : everybodys) {
      if (request.resource().equals("rolebindings") && request.isWrite() && request.isDone()) {
        if (request.verb().equals("deletecollection")) {
          unbound.add(request.namespace());
        } else {
          unbound.remove(request.namespace());
        }
      }
      if (OF_THE_OPERATOR.test(request)
          && "forbid".equals(request.annotations().get("authorization.k8s.io/decision"))
          && !unbound.contains(request.namespace())) {
        forbidden.add(request);
      }
    }
    return forbidden;
  }

  @Test
  void nothingIsMissing() {
    assertThat(requests).isNotEmpty();
    assertThat(forbidden)
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
        .isSubsetOf(MAY_BE_UNUSED.keySet());
  }

  @Test
  void everyExceptionIsOfARightThatIsGranted() {
    assertThat(granted).extracting(Right::toString).containsAll(MAY_BE_UNUSED.keySet());
  }

  @Test
  void nothingIsGrantedByWildcardAndNoSecretIsRead() {
    assertThat(granted)
        .noneMatch(right -> right.resource().contains("*") || right.verb().equals("*"))
        .noneMatch(
            right ->
                right.resource().contains("secrets")
                    && !Set.of("create", "patch").contains(right.verb()));
  }

  /** Whoever may patch a Secret can read it, by the answer. */
  @Test
  void onlyTheSecretOfTheKeyedHashesIsPatched() {
    assertThat(requests)
        .filteredOn(request -> request.resource().equals("secrets"))
        .filteredOn(request -> request.verb().equals("patch"))
        .extracting(AuditEntry::name)
        .containsOnly("audit-epochs");
  }
}
