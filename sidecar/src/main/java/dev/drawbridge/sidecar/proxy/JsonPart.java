package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.protocol.Protocol;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of a body is JSON: all of it, but for KServe's binary extension, where tensors follow.
 * Where they begin has to be plain, or the model might take something else for the request than was
 * read here.
 */
final class JsonPart {

  private static final String LENGTH = "Inference-Header-Content-Length";

  private JsonPart() {}

  /** Why that is not plain; null if it is. */
  static @Nullable Refusal refusal(Protocol protocol, HttpHeaders headers) {
    List<String> said = said(protocol, headers);
    return said.isEmpty() || (said.size() == 1 && HeadCheck.digits(said.getFirst()))
        ? null
        : HeadCheck.ambiguous(LENGTH + " has to be there once, and a number.");
  }

  /** How many bytes; only of headers that are not refused. */
  static long bytes(Protocol protocol, HttpHeaders headers) {
    List<String> said = said(protocol, headers);
    return said.isEmpty() ? Long.MAX_VALUE : Long.parseLong(said.getFirst());
  }

  private static List<String> said(Protocol protocol, HttpHeaders headers) {
    return switch (protocol) {
      case OPEN_INFERENCE -> headers.getAll(LENGTH);
      case OPENAI, GRPC, HTTP -> List.of(); // their servers do not know it
    };
  }
}
