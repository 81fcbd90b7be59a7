package dev.drawbridge.sidecar.protocol;

import java.util.List;
import java.util.stream.Stream;

/**
 * What consumers may use, of each protocol. Endpoints that keep something on the server are not
 * among them: what one consumer stores, another could read.
 */
final class Routes {

  private static final List<Route> OPENAI =
      List.of(
          Route.post("/v1/chat/completions", Operation.CHAT, Body.JSON),
          Route.post("/v1/completions", Operation.COMPLETIONS, Body.JSON),
          Route.post("/v1/responses", Operation.RESPONSES, Body.JSON),
          Route.post("/v1/embeddings", Operation.EMBEDDINGS, Body.JSON),
          Route.get("/v1/models", Operation.MODELS),
          Route.get("/v1/models/*", Operation.MODELS),
          // Names such as mistralai/mistral-7b, which clients do not encode.
          Route.get("/v1/models/*/*", Operation.MODELS));

  private static final List<Route> OPEN_INFERENCE =
      Stream.concat(
              Stream.of(
                  Route.get("/v2", Operation.KSERVE_METADATA),
                  Route.get("/v2/health/live", Operation.KSERVE_READY),
                  Route.get("/v2/health/ready", Operation.KSERVE_READY)),
              Stream.of("/v2/models/*", "/v2/models/*/versions/*").flatMap(Routes::ofModel))
          .toList();

  private static final List<Route> GRPC =
      Stream.of(
              rpc("ServerLive", Operation.KSERVE_READY),
              rpc("ServerReady", Operation.KSERVE_READY),
              rpc("ModelReady", Operation.KSERVE_READY),
              rpc("ServerMetadata", Operation.KSERVE_METADATA),
              rpc("ModelMetadata", Operation.KSERVE_METADATA),
              rpc("ModelInfer", Operation.KSERVE_INFER),
              rpc("ModelStreamInfer", Operation.KSERVE_STREAM_INFER))
          .toList();

  static List<Route> of(Protocol protocol) {
    return switch (protocol) {
      case OPENAI -> OPENAI;
      case OPEN_INFERENCE -> OPEN_INFERENCE;
      case GRPC -> GRPC;
      case HTTP -> List.of();
    };
  }

  private static Stream<Route> ofModel(String path) {
    return Stream.of(
        Route.get(path, Operation.KSERVE_METADATA),
        Route.get(path + "/ready", Operation.KSERVE_READY),
        Route.post(path + "/infer", Operation.KSERVE_INFER, Body.JSON),
        // Triton's generate extension: how language models behind Triton are asked.
        Route.post(path + "/generate", Operation.KSERVE_GENERATE, Body.JSON),
        Route.post(path + "/generate_stream", Operation.KSERVE_GENERATE_STREAM, Body.JSON));
  }

  private static Route rpc(String name, Operation operation) {
    return Route.post("/inference.GRPCInferenceService/" + name, operation, Body.STREAM);
  }

  private Routes() {}
}
