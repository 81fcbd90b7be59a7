package dev.drawbridge.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.drawbridge.api.v1alpha1.Resources;
import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.api.v1alpha1.ServerProtocol;
import dev.drawbridge.api.v1alpha1.ServerRuntime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuntimePresetTest {

  private static RuntimePreset over(@Nullable ServerProtocol protocol, ServerRuntime runtime) {
    return over(protocol, runtime, 9000);
  }

  private static RuntimePreset over(
      @Nullable ServerProtocol protocol, ServerRuntime runtime, int port) {
    Resources none = new Resources(Map.of(), Map.of());
    return RuntimePreset.of(
        new Server(runtime, "server", protocol, port, List.of(), List.of(), none));
  }

  @ParameterizedTest
  @EnumSource(names = {"TRITON", "OPEN_VINO", "ML_SERVER", "CUSTOM"})
  void overGrpcThePortIsThatOfGrpcAndNothingIsAskedOverHttp(ServerRuntime runtime) {
    RuntimePreset preset = over(ServerProtocol.GRPC, runtime);

    String all = String.join(" ", preset.args()) + " " + preset.env();
    assertThat(all).contains("127.0.0.1", "9000").doesNotContain("0.0.0.0");
    assertThat(all).doesNotContain("--http-port", "--rest_port", "HTTP_PORT=9000");
    assertThat(preset.readinessPath()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "TRITON")
  void tritonTakesNoHttpOverGrpc(ServerRuntime runtime) {
    assertThat(over(ServerProtocol.GRPC, runtime).args())
        .containsExactly(
            "--allow-http=false",
            "--http-address=127.0.0.1",
            "--grpc-address=127.0.0.1",
            "--grpc-port=9000",
            "--metrics-address=127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = "ML_SERVER")
  void mlServersHttpNeverTakesThePortOfGrpc(ServerRuntime runtime) {
    assertThat(over(ServerProtocol.GRPC, runtime, 8080).env())
        .containsEntry("MLSERVER_GRPC_PORT", "8080")
        .containsEntry("MLSERVER_HTTP_PORT", "8081");
  }

  @ParameterizedTest
  @EnumSource
  void everyServerIsBoundToLoopbackAndToldItsPort(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

    String all = String.join(" ", preset.args()) + " " + preset.env();
    assertThat(all).contains("127.0.0.1", "9000").doesNotContain("0.0.0.0");
  }

  @ParameterizedTest
  @EnumSource(names = {"VLLM", "LLAMA_CPP"})
  void hostAndPortAsFlags(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

    assertThat(preset.args()).containsExactly("--host=127.0.0.1", "--port=9000");
    assertThat(preset.env()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "TRITON")
  void tritonIsBoundForEachOfItsListeners(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

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
    RuntimePreset preset = over(null, runtime);

    assertThat(preset.args())
        .containsExactly(
            "--rest_bind_address=127.0.0.1", "--rest_port=9000", "--grpc_bind_address=127.0.0.1");
  }

  @ParameterizedTest
  @EnumSource(names = "OLLAMA")
  void ollamaTakesHostAndPortAsOne(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

    assertThat(preset.env()).isEqualTo(Map.of("OLLAMA_HOST", "127.0.0.1:9000"));
    assertThat(preset.args()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = "ML_SERVER")
  void mlServerTakesVariables(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

    assertThat(preset.env())
        .isEqualTo(Map.of("MLSERVER_HOST", "127.0.0.1", "MLSERVER_HTTP_PORT", "9000"));
  }

  @ParameterizedTest
  @EnumSource(names = "CUSTOM")
  void aCustomServerIsToldByTheCustomaryVariables(ServerRuntime runtime) {
    RuntimePreset preset = over(null, runtime);

    assertThat(preset.env()).isEqualTo(Map.of("HOST", "127.0.0.1", "PORT", "9000"));
  }
}
