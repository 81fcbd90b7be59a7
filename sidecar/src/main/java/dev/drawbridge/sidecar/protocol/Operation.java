package dev.drawbridge.sidecar.protocol;

/** What is asked for; the field {@code op} of a record. */
public enum Operation {
  CHAT("chat", "chat"),
  COMPLETIONS("completions", "text_completion"),
  RESPONSES("responses", "chat"),
  EMBEDDINGS("embeddings", "embeddings"),
  MODELS("models", ""),
  KSERVE_INFER("kserve.infer", "inference"),
  /** Infer over one gRPC stream, many questions and answers. */
  KSERVE_STREAM_INFER("kserve.stream-infer", "inference"),
  /** Triton's extension: text in, text out. */
  KSERVE_GENERATE("kserve.generate", "text_completion"),
  /** The same with an answer of server-sent events. */
  KSERVE_GENERATE_STREAM("kserve.generate-stream", "text_completion"),
  KSERVE_METADATA("kserve.metadata", ""),
  KSERVE_READY("kserve.ready", ""),
  HTTP("http", "inference"),
  /** What was refused before it was clear what it is. */
  OTHER("other", "");

  private final String text;
  private final String genAiName;

  Operation(String text, String genAiName) {
    this.text = text;
    this.genAiName = genAiName;
  }

  /** As in records. */
  public String text() {
    return text;
  }

  /**
   * {@code gen_ai.operation.name} of OpenTelemetry's semantic conventions where these have a name,
   * else a name of ours; empty where the model infers nothing.
   */
  public String genAiName() {
    return genAiName;
  }

  /** Whether the model infers something; all others only ask about it. All are recorded. */
  public boolean inference() {
    return !genAiName.isEmpty();
  }

  /** Whether text is asked with, so that its length in tokens says something. */
  public boolean countsTokens() {
    return switch (this) {
      case CHAT, COMPLETIONS, RESPONSES, EMBEDDINGS, KSERVE_GENERATE, KSERVE_GENERATE_STREAM ->
          true;
      case MODELS, KSERVE_INFER, KSERVE_STREAM_INFER, KSERVE_METADATA, KSERVE_READY, HTTP, OTHER ->
          false;
    };
  }

  /** Whether the answer is always a stream, whatever the body says. */
  public boolean streams() {
    return this == KSERVE_STREAM_INFER || this == KSERVE_GENERATE_STREAM;
  }

  /** Whether its consumer can go on to ask in it, for as long as he likes. */
  public boolean asksOn() {
    return this == KSERVE_STREAM_INFER;
  }
}
