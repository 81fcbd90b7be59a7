package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.drawbridge.operator.fixture.Given;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServingPlanTest {

  static Stream<GoldenCase> cases() {
    return GoldenCase.all().stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameInputsGiveEqualPlans(GoldenCase one) {
    ServingPlan first = one.plan();

    ServingPlan second = one.plan();

    assertThat(second).isEqualTo(first);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void twoPlansOfOneRecordShareNoObject(GoldenCase one) {
    Admitted admitted = one.admitted();
    List<HasMetadata> first = Given.plan(admitted).objects();

    ServingPlan second = Given.plan(admitted);

    assertThat(second.objects())
        .zipSatisfy(first, (object, other) -> assertThat(object).isNotSameAs(other));
    second.objects().forEach(object -> object.getMetadata().getLabels().put("spoilt", "yes"));
    assertThat(Given.plan(admitted).objects())
        .noneMatch(object -> object.getMetadata().getLabels().containsKey("spoilt"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theRecordReadBackGivesTheSamePlanAndDigest(GoldenCase one) {
    Admitted admitted = one.admitted();

    Admitted readBack = Admitted.fromJson(admitted.toJson()).orElseThrow();

    assertThat(readBack).isEqualTo(admitted);
    assertThat(readBack.digest()).isEqualTo(admitted.digest());
    assertThat(GoldenCase.rendered(Given.plan(readBack)))
        .isEqualTo(GoldenCase.rendered(one.plan()));
  }

  @Test
  void whatIsAddedIsWrittenBeforeWhatRunsIsChanged() {
    ServingPlan plan = Given.plan(Given.admitted(Given.publicDemo()));
    ConfigMap more =
        new ConfigMapBuilder().withNewMetadata().withName("more").endMetadata().build();

    ServingPlan both = plan.with(List.of(more));

    assertThat(both.objects()).hasSize(plan.objects().size() + 1).containsAll(plan.objects());
    assertThat(both.objects().getLast()).isEqualTo(plan.objects().getLast());
    assertThat(both.find(ConfigMap.class, "more")).containsSame(more);
    assertThat(plan.find(ConfigMap.class, "more")).isEmpty();
  }

  @Test
  void aRecordOfALaterVersionIsReadAsFarAsItIsKnown() throws Exception {
    Admitted admitted = Given.admitted(Given.publicDemo());
    ObjectMapper json = new ObjectMapper();
    var tree = json.readTree(admitted.toJson());
    ((ObjectNode) tree).put("later", 1);

    var readBack = Admitted.fromJson(tree.toString());

    assertThat(readBack).contains(admitted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "not json",
        "{\"key\":{\"namespace\":\"a\",\"name\":\"b\"}}"
      })
  void whatIsNoRecordIsAsGoodAsLost(String text) {
    var readBack = Admitted.fromJson(text);

    assertThat(readBack).isEmpty();
  }

  @Test
  void theDigestChangesWithWhatWasAdmitted() {
    Admitted admitted = Given.admitted(Given.publicDemo());

    Admitted stricter = Given.admitted(Given.publicDemo(), Given.classification("confidential"));

    assertThat(stricter.digest()).isNotEqualTo(admitted.digest()).startsWith("sha256:");
  }
}
