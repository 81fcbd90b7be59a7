package dev.drawbridge.operator.plan;

import dev.drawbridge.api.v1alpha1.ServerRuntime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How each model server is told to listen on loopback only, so that nothing but a container of the
 * same pod can reach it. The flags are those of the servers' own documentation.
 *
 * @param args set before the user's own
 * @param env set before the user's own
 */
public record RuntimePreset(List<String> args, Map<String, String> env) {

  /** The only address a model may listen on. */
  public static final String LOOPBACK = "127.0.0.1";

  public RuntimePreset {
    args = List.copyOf(args);
    env = new TreeMap<>(env);
  }

  public static RuntimePreset of(ServerRuntime runtime, int port) {
    return switch (runtime) {
      case VLLM, LLAMA_CPP -> flags("--host=" + LOOPBACK, "--port=" + port);
      case TRITON ->
          flags(
              "--http-address=" + LOOPBACK,
              "--http-port=" + port,
              "--grpc-address=" + LOOPBACK,
              "--metrics-address=" + LOOPBACK);
      case OPEN_VINO ->
          flags(
              "--rest_bind_address=" + LOOPBACK,
              "--rest_port=" + port,
              "--grpc_bind_address=" + LOOPBACK);
      case OLLAMA -> variables(Map.of("OLLAMA_HOST", LOOPBACK + ":" + port));
      case ML_SERVER ->
          variables(Map.of("MLSERVER_HOST", LOOPBACK, "MLSERVER_HTTP_PORT", "" + port));
      case CUSTOM -> variables(Map.of("HOST", LOOPBACK, "PORT", "" + port));
    };
  }

  private static RuntimePreset flags(String... args) {
    return new RuntimePreset(List.of(args), Map.of());
  }

  private static RuntimePreset variables(Map<String, String> env) {
    return new RuntimePreset(List.of(), env);
  }
}
