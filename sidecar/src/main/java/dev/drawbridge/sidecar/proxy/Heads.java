package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.protocol.Protocol;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;

/** The heads of messages as they leave the sidecar. */
final class Heads {

  private Heads() {}

  /**
   * The head that the model gets.
   *
   * @param length of the body; -1 if it comes as it comes
   */
  static HttpRequest request(HttpRequest received, Rules rules, RequestRecord record, long length) {
    HttpHeaders headers = HeaderRules.toModel(received.headers());
    headers.set(HttpHeaderNames.HOST, "127.0.0.1:" + rules.config().upstream().port());
    headers.set("traceparent", "00-" + record.trace() + "-" + record.span() + "-00");
    if (rules.config().protocol() == Protocol.GRPC) {
      headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
    } else if (length > 0 || (length == 0 && received.method().equals(HttpMethod.POST))) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (length < 0) {
      frameAsReceived(received, headers);
    }
    return new DefaultHttpRequest(
        HttpVersion.HTTP_1_1, received.method(), HeadCheck.pathOf(received), headers);
  }

  private static void frameAsReceived(HttpRequest received, HttpHeaders headers) {
    String length = received.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    } else if (received.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
  }

  /** The head that the consumer gets. */
  static HttpResponse answer(HttpResponse received, boolean toHead, String requestId) {
    HttpHeaders headers = HeaderRules.toConsumer(received.headers());
    headers.set(Problem.REQUEST_ID, requestId);
    int status = received.status().code();
    boolean hasBody = !toHead && status != 204 && status != 304;
    if (hasBody && !headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return new DefaultHttpResponse(HttpVersion.HTTP_1_1, received.status(), headers);
  }

  /** The end of an answer: with trailers for gRPC, while RFC 9110, 6.5.1 lets us drop others. */
  static LastHttpContent last(LastHttpContent received, Rules rules) {
    if (received.trailingHeaders().isEmpty()) {
      return received;
    }
    LastHttpContent last = StreamedBody.last(received.content());
    if (rules.config().protocol() == Protocol.GRPC) {
      last.trailingHeaders().set(HeaderRules.toConsumer(received.trailingHeaders()));
    }
    return last;
  }
}
