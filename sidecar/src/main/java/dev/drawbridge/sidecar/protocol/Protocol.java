package dev.drawbridge.sidecar.protocol;

/** What a model speaks; decides which endpoints there are. */
public enum Protocol {
  /** The OpenAI API over HTTP. */
  OPENAI("OpenAI"),
  /** Open Inference Protocol, version 2, over HTTP. */
  OPEN_INFERENCE("OpenInference"),
  /** A server of one's own, any path that is not known to be administrative. */
  HTTP("HTTP"),
  /** Open Inference Protocol, version 2, over gRPC. */
  GRPC("GRPC");

  private final String text;

  Protocol(String text) {
    this.text = text;
  }

  /** As in the configuration file and in ModelDeployments. */
  public String text() {
    return text;
  }
}
