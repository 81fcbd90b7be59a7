package dev.drawbridge.sidecar.proxy;

import io.netty.handler.codec.http.HttpHeaders;

/** The status of a gRPC call, in the trailers of its answer or in the head of an empty one. */
final class GrpcStatus {

  private static final int UNKNOWN = 2;

  private GrpcStatus() {}

  /** The one that is said; otherwise what was known before. */
  static int in(HttpHeaders headers, int before) {
    String said = headers.get("grpc-status");
    if (said == null) {
      return before;
    }
    try {
      int status = Integer.parseUnsignedInt(said);
      return status < 0 ? UNKNOWN : status; // of 2^31 and more, which is none either
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
