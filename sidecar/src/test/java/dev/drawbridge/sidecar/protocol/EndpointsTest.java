package dev.drawbridge.sidecar.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {

  @ParameterizedTest
  @CsvSource({
    "POST, /v1/chat/completions, CHAT JSON",
    "POST, /v1/completions, COMPLETIONS JSON",
    "POST, /v1/responses, RESPONSES JSON",
    "POST, /v1/embeddings, EMBEDDINGS JSON",
    "GET, /v1/models, MODELS NONE",
    "GET, /v1/models/mistral, MODELS NONE",
    "GET, /v1/models/mistralai/mistral-7b, MODELS NONE",
    "GET, /v1/models/ft:gpt@org, MODELS NONE",
    // Another method of what is there.
    "GET, /v1/chat/completions, 405 POST",
    "get, /v1/models, 405 GET",
    "HEAD, /v1/models, 405 GET",
    "DELETE, /v1/models/mistral, 405 GET",
    "OPTIONS, /v1/embeddings, 405 POST",
    // What is stored, and by whom is not known.
    "GET, /v1/responses/resp_1, 403",
    "DELETE, /v1/responses/resp_1, 403",
    "POST, /v1/responses/resp_1/cancel, 403",
    "GET, /v1/chat/completions/c1/messages, 403",
    "POST, /v1/files, 403",
    "POST, /v1/batches, 403",
    "GET, /v1/assistants, 403",
    // vLLM, llama.cpp, Ollama, SGLang.
    "GET, /metrics, 403",
    "GET, /Metrics, 403",
    "GET, /metrics/, 403",
    "POST, /v1/load_lora_adapter, 403",
    "POST, /v1/unload_lora_adapter, 403",
    "POST, /reset_prefix_cache, 403",
    "POST, /sleep?level=1, 403",
    "POST, /wake_up, 403",
    "GET, /load, 403",
    "POST, /collective_rpc, 403",
    "GET, /server_info, 403",
    "POST, /start_profile, 403",
    "GET, /props, 403",
    "POST, /props, 403",
    "GET, /slots, 403",
    "POST, /slots/0?action=erase, 403",
    "POST, /lora-adapters, 403",
    "POST, /models/load, 403",
    "POST, /models/unload, 403",
    "POST, /api/pull, 403",
    "POST, /api/push, 403",
    "POST, /api/create, 403",
    "POST, /api/copy, 403",
    "DELETE, /api/delete, 403",
    "GET, /api/ps, 403",
    "HEAD, /api/blobs/sha256:0, 403",
    "POST, /update_weights_from_disk, 403",
    "POST, /flush_cache, 403",
    "POST, /v1/models/mistral/unload, 403",
    // Not there, for consumers.
    "POST, /v1/chat, 404",
    "POST, /v1/chat/completions/, 404",
    "POST, /V1/chat/completions, 404",
    "POST, /chat/completions, 404",
    "POST, /api/chat, 404",
    "POST, /api/generate, 404",
    "POST, /tokenize, 404",
    "POST, /v1/audio/transcriptions, 404",
    "POST, /v1/messages, 404",
    "GET, /v1/models/, 404",
    "GET, /v1/models/a/b/c, 404",
    "GET, /, 404",
    "GET, /docs, 404",
    "GET, /openapi.json, 404",
    "GET, /health, 404",
    "POST, /invocations, 404",
    // A query where there is none.
    "GET, /v1/models?reload=1, 400",
    "POST, /v1/chat/completions?stream=true, 400",
    "POST, /v1/embeddings?, 400",
  })
  void openAi(String method, String target, String expected) {
    assertThat(answer(Protocol.OPENAI, method, target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2, KSERVE_METADATA NONE",
    "GET, /v2/health/live, KSERVE_READY NONE",
    "GET, /v2/health/ready, KSERVE_READY NONE",
    "GET, /v2/models/resnet, KSERVE_METADATA NONE",
    "GET, /v2/models/resnet/versions/3, KSERVE_METADATA NONE",
    "GET, /v2/models/resnet/ready, KSERVE_READY NONE",
    "GET, /v2/models/resnet/versions/3/ready, KSERVE_READY NONE",
    "POST, /v2/models/resnet/infer, KSERVE_INFER JSON",
    "POST, /v2/models/resnet/versions/3/infer, KSERVE_INFER JSON",
    "POST, /v2/models/llm/generate, KSERVE_GENERATE JSON",
    "POST, /v2/models/llm/generate_stream, KSERVE_GENERATE_STREAM JSON",
    "POST, /v2/models/llm/versions/1/generate_stream, KSERVE_GENERATE_STREAM JSON",
    "GET, /v2/models/resnet/infer, 405 POST",
    "POST, /v2/models/resnet, 405 GET",
    "POST, /v2/repository/index, 403",
    "POST, /v2/repository/models/resnet/load, 403",
    "POST, /v2/repository/models/resnet/unload, 403",
    "GET, /v2/systemsharedmemory/status, 403",
    "POST, /v2/systemsharedmemory/region/r/register, 403",
    "POST, /v2/cudasharedmemory/unregister, 403",
    "GET, /v2/trace/setting, 403",
    "POST, /v2/models/resnet/trace/setting, 403",
    "POST, /v2/logging, 403",
    "GET, /v2/models/stats, 403",
    "GET, /v2/models/resnet/stats, 403",
    "GET, /v2/models/resnet/versions/3/stats, 403",
    "GET, /v2/models/resnet/config, 403",
    "POST, /v1/config/reload, 403",
    "GET, /metrics, 403",
    "GET, /v2/, 404",
    "GET, /v2/models, 404",
    "GET, /v2/models/, 404",
    "GET, /v2/models//ready, 400",
    "POST, /v1/models/resnet:predict, 404",
    "POST, /v3/chat/completions, 404",
    "POST, /v2/models/resnet/infer?timeout=1, 400",
  })
  void openInference(String method, String target, String expected) {
    assertThat(answer(Protocol.OPEN_INFERENCE, method, target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "ServerLive, KSERVE_READY STREAM",
    "ServerReady, KSERVE_READY STREAM",
    "ModelReady, KSERVE_READY STREAM",
    "ServerMetadata, KSERVE_METADATA STREAM",
    "ModelMetadata, KSERVE_METADATA STREAM",
    "ModelInfer, KSERVE_INFER STREAM",
    "ModelStreamInfer, KSERVE_STREAM_INFER STREAM",
    "ModelConfig, 403",
    "ModelStatistics, 403",
    "RepositoryIndex, 403",
    "RepositoryModelLoad, 403",
    "RepositoryModelUnload, 403",
    "SystemSharedMemoryRegister, 403",
    "CudaSharedMemoryRegister, 403",
    "TraceSetting, 403",
    "LogSettings, 403",
    "modelInfer, 403",
    "ModelInfer/, 403",
  })
  void grpc(String name, String expected) {
    assertThat(answer(Protocol.GRPC, "POST", "/inference.GRPCInferenceService/" + name))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/grpc.health.v1.Health/Check",
        "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
        "/tensorflow.serving.PredictionService/Predict",
        "/v2/models/resnet/infer"
      })
  void otherServicesOfAGrpcServerAreNotThere(String target) {
    assertThat(answer(Protocol.GRPC, "POST", target)).isEqualTo("404");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, HTTP STREAM",
    "POST, /predict, HTTP STREAM",
    "POST, /predict?top=3&lang=de, HTTP STREAM",
    "HEAD, /health, HTTP STREAM",
    "POST, /v1/chat/completions, HTTP STREAM",
    "POST, /download/weights.bin, HTTP STREAM",
    "POST, /caf%C3%A9/gr%20%2B, HTTP STREAM",
    "PUT, /predict, 405 GET HEAD POST",
    "DELETE, /predict, 405 GET HEAD POST",
    "TRACE, /predict, 405 GET HEAD POST",
    "CONNECT, /predict, 405 GET HEAD POST",
    "GET, /metrics, 403",
    "GET, /prefix/metrics, 403",
    "GET, /admin/users, 403",
    "GET, /actuator/env, 403",
    "GET, /debug/pprof, 403",
    "POST, /models/x/LOAD/, 403",
    "DELETE, /v1/responses/r1, 403",
    "POST, /predict;v=1, 400",
    "POST, /predict?a=%0, 400",
  })
  void serversOfOnesOwn(String method, String target, String expected) {
    assertThat(answer(Protocol.HTTP, method, target)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksForWhatIsNotThereLearnsWhatIs(Protocol protocol) {
    if (protocol == Protocol.HTTP) {
      return;
    }
    Match match = Endpoints.of(protocol).match("GET", "/nothing/here");

    assertThat(match)
        .isInstanceOfSatisfying(
            Match.Unknown.class, unknown -> assertThat(unknown.there()).isNotEmpty());
  }

  @Test
  void whatIsThereIsSaidAsItIsAskedFor() {
    assertThat(Endpoints.of(Protocol.OPENAI).match("GET", "/nothing"))
        .isInstanceOfSatisfying(
            Match.Unknown.class,
            unknown ->
                assertThat(unknown.there())
                    .contains("POST /v1/chat/completions", "GET /v1/models/*"));
  }

  private static String answer(Protocol protocol, String method, String target) {
    return switch (Endpoints.of(protocol).match(method, target)) {
      case Match.Allowed allowed -> allowed.operation() + " " + allowed.body();
      case Match.WrongMethod wrong -> "405 " + String.join(" ", wrong.allow());
      case Match.Forbidden forbidden -> sentence("403", forbidden.reason());
      case Match.Unknown unknown -> "404";
      case Match.Malformed malformed -> sentence("400", malformed.reason());
    };
  }

  private static String sentence(String status, String reason) {
    assertThat(List.of(reason)).allSatisfy(text -> assertThat(text).endsWith("."));
    return status;
  }
}
