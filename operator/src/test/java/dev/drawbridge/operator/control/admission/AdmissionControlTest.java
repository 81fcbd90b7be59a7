package dev.drawbridge.operator.control.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import dev.drawbridge.operator.fixture.Observed;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.status.Reason;
import dev.drawbridge.operator.status.State;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionControlTest {

  private static final Admitted ADMITTED = Given.admitted(Given.labAssistant());

  private final AdmissionControl control = new AdmissionControl();
  private final Observed observed = Observed.labAssistant();

  @Test
  void holdsWhenTheRecordIsTheOneThatWasDecidedOn() {
    State state = control.verify(observed.build());

    assertThat(state)
        .isEqualTo(new State.Holds(Reason.ADMITTED, "What runs is what policy admitted."));
  }

  @Test
  void pendingWhileTheRecordIsMissing() {
    State state = control.verify(observed.without("ConfigMap", "admitted").build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.reason()).isEqualTo(Reason.OBJECT_ALTERED);
  }

  static Stream<Map<String, String>> forgeries() {
    String json = ADMITTED.toJson();
    return Stream.of(
        Map.of(),
        Map.of("record.json", json + " "),
        Map.of("record.json", json.replace("\"replicas\":2", "\"replicas\":9")),
        Map.of("record.json", "{}"),
        Map.of("record", json));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void pendingWhileTheRecordIsAltered(Map<String, String> data) {
    State state = control.verify(observed.with(record(data)).build());

    assertThat(state).isInstanceOf(State.Pending.class);
    assertThat(state.message()).contains("written again");
  }

  @Test
  void theRecordIsBelievedByItsDigestAlone() {
    ConfigMap map = record(Map.of("record.json", ADMITTED.toJson()));

    assertThat(AdmissionControl.recordIn(map, ADMITTED.digest())).contains(ADMITTED);
    assertThat(AdmissionControl.recordIn(map, "sha256:other")).isEmpty();
  }

  @Test
  void aDigestOfNonsenseDoesNotMakeItARecord() {
    ConfigMap map = record(Map.of("record.json", "null"));

    var found = AdmissionControl.recordIn(map, Admitted.digestOf("null"));

    assertThat(found).isEmpty();
  }

  private ConfigMap record(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace(observed.plan().namespace())
        .withName("admitted")
        .endMetadata()
        .withData(data)
        .build();
  }
}
