package dev.drawbridge.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kinds of model servers the operator knows how to bind to loopback and to probe. */
public enum ServerRuntime {
  @JsonProperty("vLLM")
  VLLM,
  @JsonProperty("LlamaCpp")
  LLAMA_CPP,
  @JsonProperty("Ollama")
  OLLAMA,
  @JsonProperty("Triton")
  TRITON,
  @JsonProperty("OpenVINO")
  OPEN_VINO,
  @JsonProperty("MLServer")
  ML_SERVER,
  /** Any other server; it is told HOST and PORT. */
  @JsonProperty("Custom")
  CUSTOM
}
