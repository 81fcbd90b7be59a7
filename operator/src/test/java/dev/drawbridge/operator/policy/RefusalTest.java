package dev.drawbridge.operator.policy;

import static dev.drawbridge.operator.policy.Scripted.finding;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.policy.Fault.Kind;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {

  @Test
  void namesPolicyFixAndClause() {
    String text = Refusal.of(denied(Scripted::deny));

    assertThat(text)
        .isEqualTo(
            """
            refused by policy:
              [residency] spec.x: wrong by residency; fix: make it right; ref Art. 44
              (decision decision-1, policies 1.0.0-abc)""");
  }

  @Test
  void showsTheFirstThreeAndCountsTheRest() {
    String text =
        Refusal.of(
            denied(
                result -> {
                  Scripted.deny(result);
                  for (String policy : List.of("b", "c", "d", "e")) {
                    result.withArray("findings").add(finding(policy, "deny", "unknown"));
                  }
                }));

    assertThat(text).contains("[residency]", "[b]", "[c]", "+2 more").doesNotContain("[d]", "[e]");
  }

  @Test
  void leavesOutWhatDoesNotRefuse() {
    String text =
        Refusal.of(
            denied(
                result -> {
                  Scripted.deny(result);
                  result.withArray("findings").add(finding("soft", "warn", "violated"));
                  result.withArray("findings").add(finding("let-off", "deny", "exempted"));
                }));

    assertThat(text).contains("[residency]").doesNotContain("soft", "let-off", "more");
  }

  @Test
  void doesWithoutFixAndClause() {
    String text =
        Refusal.of(
            denied(
                result -> {
                  Scripted.deny(result);
                  ObjectNode only = (ObjectNode) result.path("findings").path(0);
                  only.putNull("remediation").putArray("controls");
                }));

    assertThat(text).contains("[residency] spec.x: wrong by residency\n");
  }

  @ParameterizedTest
  @EnumSource
  void saysOfEveryFaultThatNothingChangesAndWhy(Kind kind) {
    String text = Refusal.of(new Fault(kind, "this happened; do that"));

    assertThat(text)
        .startsWith(kind.isOutage() ? "policy cannot be asked" : "policy gave no usable decision")
        .contains("so nothing is changed", "[" + kind.text() + "]")
        .endsWith("this happened; do that");
  }

  @Test
  void warnsOfWhatIsLetIn() {
    ObjectNode exempted = finding("let-off", "deny", "exempted");
    exempted
        .putObject("exemption")
        .put("name", "ticket-7")
        .put("expiresAt", "2026-12-01T00:00:00Z");

    List<String> warnings =
        Refusal.warnings(
            allowed(
                result ->
                    result
                        .withArray("findings")
                        .add(finding("soft", "warn", "violated"))
                        .add(finding("quiet", "audit", "violated"))
                        .add(exempted)));

    assertThat(warnings)
        .containsExactly(
            "[soft] spec.x: wrong by soft; fix: make it right; ref Art. 44",
            "[let-off] spec.x: wrong by let-off; exempted by ticket-7 until 2026-12-01T00:00:00Z");
  }

  @Test
  void cutsWarningsWhereTheApiServerWould() {
    List<String> warnings =
        Refusal.warnings(
            allowed(
                result ->
                    result
                        .withArray("findings")
                        .add(finding("soft", "warn", "violated").put("message", "x".repeat(300)))));

    assertThat(warnings)
        .singleElement()
        .satisfies(it -> assertThat(it).hasSize(256).endsWith("..."));
  }

  private static Ruling denied(Consumer<ObjectNode> change) {
    return assertThat(Scripted.gate(Scripted.answering(change)).decide(Scripted.question()))
        .asInstanceOf(type(Decision.Denied.class))
        .actual()
        .ruling();
  }

  private static Ruling allowed(Consumer<ObjectNode> change) {
    return assertThat(Scripted.gate(Scripted.answering(change)).decide(Scripted.question()))
        .asInstanceOf(type(Decision.Allowed.class))
        .actual()
        .ruling();
  }
}
