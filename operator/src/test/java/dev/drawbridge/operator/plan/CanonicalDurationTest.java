package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.operator.fixture.Given;
import io.fabric8.certmanager.api.model.v1.Certificate;
import io.fabric8.kubernetes.api.model.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalDurationTest {

  private final Certificate desired =
      Given.plan(Given.admitted(Given.labAssistant())).objects().stream()
          .filter(Certificate.class::isInstance)
          .map(Certificate.class::cast)
          .filter(one -> one.getMetadata().getName().equals("model"))
          .findFirst()
          .orElseThrow();

  @Test
  void isWrittenAsKubernetesWritesIt() {
    assertThat(Given.yaml(desired)).contains("duration: \"168h0m0s\"", "renewBefore: \"56h0m0s\"");
  }

  @ParameterizedTest
  @CsvSource({"168h0m0s, false", "168h, false", "604800000000000ns, false", "169h0m0s, true"})
  void isComparedByWhatItMeans(String stored, boolean lacking) {
    Certificate live =
        Given.read(
            Given.yaml(desired).replace("\"168h0m0s\"", "\"" + stored + "\""), Certificate.class);
    assertThat(live.getSpec().getDuration()).isExactlyInstanceOf(Duration.class);

    assertThat(Difference.lacks(desired, live)).isEqualTo(lacking);
  }
}
