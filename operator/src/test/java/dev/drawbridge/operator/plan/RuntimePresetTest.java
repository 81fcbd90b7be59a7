package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.ServerRuntime;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimePresetTest {

  @ParameterizedTest
  @EnumSource
  void everyServerIsBoundToLoopbackAndToldItsPort(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    String all = String.join(" ", preset.args()) + " " + preset.env();
    assertThat(all).contains("127.0.0.1", "9000").doesNotContain("0.0.0.0");
  }

  @ParameterizedTest
  @EnumSource(names = {"VLLM", "LLAMA_CPP"})
  void hostAndPortAsFlags(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.args()).containsExactly("--host=127.0.0.1", "--port=9000");
    assertThat(preset.env()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "TRITON")
  void tritonIsBoundForEachOfItsListeners(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.args())
        .containsExactly(
            "--http-address=127.0.0.1",
            "--http-port=9000",
            "--grpc-address=127.0.0.1",
            "--metrics-address=127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = "OPEN_VINO")
  void openVinoIsBoundForRestAndGrpc(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.args())
        .containsExactly(
            "--rest_bind_address=127.0.0.1", "--rest_port=9000", "--grpc_bind_address=127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = "OLLAMA")
  void ollamaTakesHostAndPortAsOne(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.env()).isEqualTo(Map.of("OLLAMA_HOST", "127.0.0.1:9000"));
    assertThat(preset.args()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "ML_SERVER")
  void mlServerTakesVariables(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.env())
        .isEqualTo(Map.of("MLSERVER_HOST", "127.0.0.1", "MLSERVER_HTTP_PORT", "9000"));
  }

  @ParameterizedTest
  @EnumSource(names = "CUSTOM")
  void aCustomServerIsToldByTheCustomaryVariables(ServerRuntime runtime) {
    RuntimePreset preset = RuntimePreset.of(runtime, 9000);

    assertThat(preset.env()).isEqualTo(Map.of("HOST", "127.0.0.1", "PORT", "9000"));
  }
}
