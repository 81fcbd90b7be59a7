package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What consumers speak with a model, and so what its door lets through. */
public enum ServerProtocol {
  /** Chat, completions, responses, embeddings and models of the OpenAI API. */
  @JsonProperty("OpenAI")
  OPEN_AI,
  /** The Open Inference Protocol, version 2, by REST. */
  @JsonProperty("OpenInference")
  OPEN_INFERENCE,
  /** Any request of HTTP that is not known to administer a server. */
  @JsonProperty("HTTP")
  HTTP,
  /** The Open Inference Protocol, version 2, by gRPC. */
  @JsonProperty("GRPC")
  GRPC;

  /** What servers of that kind speak by themselves. */
  public static ServerProtocol of(ServerRuntime runtime) {
    return switch (runtime) {
      case VLLM, LLAMA_CPP, OLLAMA -> OPEN_AI;
      case TRITON, OPEN_VINO, ML_SERVER -> OPEN_INFERENCE;
      case CUSTOM -> HTTP;
    };
  }
}
