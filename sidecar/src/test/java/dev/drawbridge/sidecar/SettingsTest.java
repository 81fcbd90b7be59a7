package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Map<String, String> ENOUGH =
      Map.of(
          "DRAWBRIDGE_DOOR_PORT", "8443",
          "DRAWBRIDGE_HEALTH_PORT", "8444",
          "DRAWBRIDGE_TRIPWIRE_PORT", "8445",
          "DRAWBRIDGE_MODEL_PORT", "8000");

  @Test
  void needsNoMoreThanThePorts() {
    assertThat(Settings.of(ENOUGH))
        .isEqualTo(
            new Settings(8443, 8444, 8445, 8000, Optional.empty(), 1024, Duration.ofSeconds(20)));
  }

  @Test
  void takesTheRestAsGiven() {
    Map<String, String> all = new HashMap<>(ENOUGH);
    all.put("DRAWBRIDGE_READINESS_PATH", "/health");
    all.put("DRAWBRIDGE_MAX_CONNECTIONS", "7");
    all.put("DRAWBRIDGE_DRAIN_SECONDS", "0");

    assertThat(Settings.of(all))
        .isEqualTo(new Settings(8443, 8444, 8445, 8000, Optional.of("/health"), 7, Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource({
    "DRAWBRIDGE_DOOR_PORT,,must be a number from 1 to 65535",
    "DRAWBRIDGE_DOOR_PORT,https,must be a number from 1 to 65535",
    "DRAWBRIDGE_HEALTH_PORT,0,must be a number from 1 to 65535",
    "DRAWBRIDGE_TRIPWIRE_PORT,65536,must be a number from 1 to 65535",
    "DRAWBRIDGE_MODEL_PORT,-1,must be a number from 1 to 65535",
    "DRAWBRIDGE_MAX_CONNECTIONS,0,must be a number from 1 to 65535",
    "DRAWBRIDGE_DRAIN_SECONDS,3601,must be a number from 0 to 3600",
    "DRAWBRIDGE_READINESS_PATH,health,must be a path that begins with /",
  })
  void namesTheVariableThatIsWrong(String variable, String value, String advice) {
    Map<String, String> wrong = new HashMap<>(ENOUGH);
    if (value == null) {
      wrong.remove(variable);
    } else {
      wrong.put(variable, value);
    }

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Settings.of(wrong))
        .withMessageContaining(variable)
        .withMessageContaining(advice);
  }
}
