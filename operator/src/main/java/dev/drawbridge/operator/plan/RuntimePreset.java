package dev.drawbridge.operator.plan;

import dev.drawbridge.api.v1alpha1.Server;
import dev.drawbridge.api.v1alpha1.ServerProtocol;
import dev.drawbridge.api.v1alpha1.ServerRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How each model server is told to listen on loopback only, so that nothing but a container of the
 * same pod can reach it. The flags are those of the servers' own documentation.
 *
 * @param args set before the user's own
 * @param env set before the user's own
 * @param readinessPath answers 200 when the server is ready; empty where it has no such path
 */
public record RuntimePreset(
    List<String> args, Map<String, String> env, Optional<String> readinessPath) {

  /** The only address a model may listen on. */
  public static final String LOOPBACK = "127.0.0.1";

  /** Of the Open Inference Protocol. */
  private static final String OPEN_INFERENCE = "/v2/health/ready";

  public RuntimePreset {
    args = List.copyOf(args);
    env = new TreeMap<>(env);
  }

  public static RuntimePreset of(Server server) {
    return server.effectiveProtocol() == ServerProtocol.GRPC
        ? overGrpc(server.runtime(), server.port())
        : overHttp(server.runtime(), server.port());
  }

  /** Nobody asks over HTTP, so it is off where it can be. Readiness is then an open port. */
  private static RuntimePreset overGrpc(ServerRuntime runtime, int port) {
    return switch (runtime) {
      case TRITON ->
          silent(
              "--allow-http=false",
              "--http-address=" + LOOPBACK,
              "--grpc-address=" + LOOPBACK,
              "--grpc-port=" + port,
              "--metrics-address=" + LOOPBACK);
      case OPEN_VINO ->
          silent(
              "--rest_bind_address=" + LOOPBACK,
              "--grpc_bind_address=" + LOOPBACK,
              "--port=" + port);
      case ML_SERVER ->
          new RuntimePreset(
              List.of(),
              Map.of(
                  "MLSERVER_HOST",
                  LOOPBACK,
                  "MLSERVER_GRPC_PORT",
                  "" + port,
                  // Its usual one, unless that is taken.
                  "MLSERVER_HTTP_PORT",
                  port == 8080 ? "8081" : "8080"),
              Optional.empty());
      case CUSTOM, VLLM, LLAMA_CPP, OLLAMA -> custom(port);
    };
  }

  private static RuntimePreset overHttp(ServerRuntime runtime, int port) {
    return switch (runtime) {
      case VLLM, LLAMA_CPP -> flags("/health", "--host=" + LOOPBACK, "--port=" + port);
      case TRITON ->
          flags(
              OPEN_INFERENCE,
              "--http-address=" + LOOPBACK,
              "--http-port=" + port,
              "--grpc-address=" + LOOPBACK,
              "--metrics-address=" + LOOPBACK);
      case OPEN_VINO ->
          flags(
              OPEN_INFERENCE,
              "--rest_bind_address=" + LOOPBACK,
              "--rest_port=" + port,
              "--grpc_bind_address=" + LOOPBACK);
      case OLLAMA ->
          new RuntimePreset(
              List.of(), Map.of("OLLAMA_HOST", LOOPBACK + ":" + port), Optional.of("/"));
      case ML_SERVER ->
          new RuntimePreset(
              List.of(),
              Map.of("MLSERVER_HOST", LOOPBACK, "MLSERVER_HTTP_PORT", "" + port),
              Optional.of(OPEN_INFERENCE));
      case CUSTOM -> custom(port);
    };
  }

  private static RuntimePreset custom(int port) {
    return new RuntimePreset(
        List.of(), Map.of("HOST", LOOPBACK, "PORT", "" + port), Optional.empty());
  }

  private static RuntimePreset silent(String... args) {
    return new RuntimePreset(List.of(args), Map.of(), Optional.empty());
  }

  private static RuntimePreset flags(String readinessPath, String... args) {
    return new RuntimePreset(List.of(args), Map.of(), Optional.of(readinessPath));
  }
}
