package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.inspection.AnswerFacts;
import dev.drawbridge.sidecar.inspection.AnswerInspection;
import dev.drawbridge.sidecar.inspection.RequestFacts;
import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.BodyHasher;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Looks at an answer while it passes: how long, what hash, how many tokens, how fast. */
final class AnswerMeter {

  private final Operation operation;
  private final SidecarMetrics metrics;
  private final BodyHasher hasher;
  private final long beganNanos;
  private @Nullable AnswerInspection inspection;
  private @Nullable AnswerFacts facts;
  private int status; // 0: no head was sent
  private int grpcStatus = -1;
  private boolean stream;
  private long bytes;
  private long firstNanos;
  private long lastNanos;

  AnswerMeter(Operation operation, SidecarMetrics metrics, BodyHasher hasher, long beganNanos) {
    this.operation = operation;
    this.metrics = metrics;
    this.hasher = hasher;
    this.beganNanos = beganNanos;
  }

  /** The answer begins. */
  void head(HttpResponse head) {
    status = head.status().code();
    grpcStatus = GrpcStatus.in(head.headers(), grpcStatus);
    String contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    if (operation.inference()) {
      inspection = AnswerInspection.of(contentType);
      stream = contentType != null && contentType.startsWith("text/event-stream");
    }
  }

  /** There is an answer of ours instead. */
  void problem(int httpStatus, int grpcStatus) {
    status = httpStatus;
    this.grpcStatus = grpcStatus;
  }

  /** The answer ends. */
  void trailers(HttpHeaders trailers) {
    grpcStatus = GrpcStatus.in(trailers, grpcStatus);
  }

  /** Whether the consumer was told any status yet. */
  boolean begun() {
    return status != 0;
  }

  int status() {
    return status;
  }

  int grpcStatus() {
    return grpcStatus;
  }

  /** Whether the answer says that the request failed. */
  boolean failed() {
    return status >= 400 || grpcStatus > 0 || facts().error();
  }

  /** A piece passes; its reader's index stays. */
  void piece(ByteBuf piece) {
    int length = piece.readableBytes();
    if (length == 0) {
      return;
    }
    bytes += length;
    hasher.answer(piece);
    AnswerInspection looks = inspection;
    if (looks != null) {
      int events = looks.feed(piece.nioBuffer());
      if (events > 0 || !stream) {
        text();
      }
    }
  }

  private void text() {
    lastNanos = System.nanoTime();
    if (firstNanos == 0) {
      firstNanos = lastNanos;
      metrics.firstToken(operation, firstNanos - beganNanos);
    }
  }

  /** When the first text passed; 0 if none did. */
  long firstTextNanos() {
    return firstNanos;
  }

  long bytes() {
    return bytes;
  }

  /** The keyed hash; null of an empty body. To be asked once. */
  @Nullable String hash() {
    return bytes == 0 ? null : hasher.answerHash();
  }

  /** What the answer says, as far as it came. */
  AnswerFacts facts() {
    AnswerFacts known = facts;
    if (known == null) {
      known = inspection == null ? AnswerFacts.NONE : inspection.finish();
      facts = known;
    }
    return known;
  }

  /** Counts the tokens, and how long those after the first took. */
  TokenCount tokens(@Nullable RequestFacts request) {
    if (request == null || inspection == null) {
      return TokenCount.NONE;
    }
    TokenCount count = TokenCount.of(request, facts());
    metrics.tokens(operation, count);
    if (stream && count.out() > 1 && lastNanos > firstNanos) {
      metrics.perOutputToken(operation, (lastNanos - firstNanos) / (count.out() - 1));
    }
    return count;
  }
}
