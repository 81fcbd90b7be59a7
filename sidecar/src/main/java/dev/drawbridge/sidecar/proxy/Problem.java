package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.record.CanonicalText;
import dev.drawbridge.sidecar.authorisation.Rule;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** A refusal as the consumer sees it: RFC 9457 for HTTP, a status for gRPC. */
final class Problem {

  /** In every answer; the same as {@code trace_id} in records. */
  static final String REQUEST_ID = "Drawbridge-Request-Id";

  private static final String JSON = "application/problem+json";

  private Problem() {}

  /** An HTTP answer with a body that says what to do. */
  static FullHttpResponse http(Refusal refusal, String requestId) {
    ByteBuf body = Unpooled.wrappedBuffer(json(refusal, requestId));
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(refusal.rule().status()), body);
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, JSON)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
    if (!refusal.allow().isEmpty()) {
      answer.headers().set(HttpHeaderNames.ALLOW, String.join(", ", refusal.allow()));
    }
    return finished(answer, refusal, requestId);
  }

  /** An answer of gRPC without messages: a status and nothing else ("Trailers-Only"). */
  static FullHttpResponse grpc(Refusal refusal, String requestId) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
    answer
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/grpc")
        .set("grpc-status", grpcStatus(refusal.rule()))
        .set("grpc-message", percentEncoded(refusal.rule().id() + ": " + refusal.detail()));
    return finished(answer, refusal, requestId);
  }

  private static FullHttpResponse finished(
      FullHttpResponse answer, Refusal refusal, String requestId) {
    answer.headers().set(REQUEST_ID, requestId).set(HttpHeaderNames.CACHE_CONTROL, "no-store");
    if (refusal.retryAfterSeconds() > 0) {
      answer.headers().set(HttpHeaderNames.RETRY_AFTER, refusal.retryAfterSeconds());
    }
    return answer;
  }

  private static byte[] json(Refusal refusal, String requestId) {
    Rule rule = refusal.rule();
    return "{\"type\":%s,\"title\":%s,\"status\":%d,\"detail\":%s,\"instance\":%s}"
        .formatted(
            quoted(rule.type()),
            quoted(rule.title()),
            rule.status(),
            quoted(refusal.detail()),
            quoted(requestId))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    byte[] buffer = new byte[6 * text.length() + 16];
    int length = CanonicalText.putString(buffer, 0, text);
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }

  /** The code of gRPC that is nearest to an HTTP status. */
  static int grpcStatus(Rule rule) {
    return switch (rule.status()) {
      case 401 -> 16; // UNAUTHENTICATED
      case 403 -> 7; // PERMISSION_DENIED
      case 404, 405 -> 12; // UNIMPLEMENTED
      case 408, 504 -> 4; // DEADLINE_EXCEEDED
      case 413, 414, 429, 431 -> 8; // RESOURCE_EXHAUSTED
      case 502 -> 13; // INTERNAL
      case 503 -> 14; // UNAVAILABLE
      default -> 3; // INVALID_ARGUMENT
    };
  }

  /**
   * As gRPC wants its messages: everything but printable ASCII is encoded, and the percent sign.
   */
  private static String percentEncoded(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      if (b >= 0x20 && b < 0x7f && b != '%') {
        encoded.append((char) b);
      } else {
        encoded.append("%%%02X".formatted(b & 0xff));
      }
    }
    return encoded.toString();
  }
}
