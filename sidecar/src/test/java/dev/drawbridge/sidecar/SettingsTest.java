package dev.drawbridge.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  @Test
  void needsNoMoreThanThePod() {
    assertThat(Settings.of(Map.of("POD_UID", "a-1")))
        .isEqualTo(
            new Settings(
                Path.of("/etc/drawbridge/config/sidecar.json"),
                Path.of("/etc/drawbridge/certificates"),
                Path.of("/etc/drawbridge/keys"),
                Path.of("/var/lib/drawbridge/log"),
                "a-1",
                2,
                new Settings.Ports(8443, 8444, 8445, 8446, 8447)));
  }

  @ParameterizedTest
  @CsvSource({
    "POD_UID,,must be the pod's metadata.uid",
    "POD_UID,a/b,must be the pod's metadata.uid",
    "DRAWBRIDGE_DOOR_PORT,https,must be a number from 0 to 65535",
    "DRAWBRIDGE_HEALTH_PORT,-1,must be a number from 0 to 65535",
    "DRAWBRIDGE_METRICS_PORT,65536,must be a number from 0 to 65535",
    "DRAWBRIDGE_EVENT_LOOPS,0,must be a number from 1 to 64",
    "DRAWBRIDGE_KEYS,keys,must be a path that begins with /",
  })
  void namesTheVariableThatIsWrong(String variable, String value, String advice) {
    Map<String, String> wrong = new HashMap<>(Map.of("POD_UID", "a-1"));
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
