package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Access;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.authorisation.Verdict;
import dev.drawbridge.sidecar.protocol.Body;
import dev.drawbridge.sidecar.protocol.Match;
import dev.drawbridge.sidecar.protocol.Protocol;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Judges the head of a request: whether it is one, who asks, for what, and whether he may. */
final class Gate {

  /** What the head has led to. */
  sealed interface Judgement {

    /** It may go on. */
    record Pass(Match.Allowed endpoint, Verdict.Allowed access) implements Judgement {}

    /** It may not. */
    record Stop(Refusal refusal) implements Judgement {}
  }

  private final Rules rules;
  private final ConsumerConnection connection;

  Gate(Rules rules, ConsumerConnection connection) {
    this.rules = rules;
    this.connection = connection;
  }

  /** Judges; what becomes known on the way goes into the record. */
  Judgement judge(HttpRequest head, RequestRecord record) {
    Refusal refusal = HeadCheck.refusal(head);
    if (refusal != null) {
      return new Judgement.Stop(refusal);
    }
    Match match = rules.endpoints().match(head.method().name(), HeadCheck.pathOf(head));
    if (match instanceof Match.Allowed allowed) {
      record.operation(allowed.operation());
    }
    // Who is nobody learns nothing about endpoints.
    refusal = standing();
    if (refusal != null) {
      return new Judgement.Stop(refusal);
    }
    Verdict verdict =
        rules.access().authorise(connection.requester().spiffe(), purpose(head.headers()));
    return switch (match) {
      case Match.Allowed allowed -> decide(allowed, verdict, head, record);
      case Match.WrongMethod wrong -> stop(strangerOr(verdict, Refusal.wrongMethod(wrong.allow())));
      case Match.Forbidden forbidden ->
          stop(strangerOr(verdict, explained(Rule.ENDPOINT_FORBIDDEN, forbidden.reason())));
      case Match.Unknown unknown -> stop(strangerOr(verdict, unknown(unknown.there())));
      case Match.Malformed malformed ->
          stop(strangerOr(verdict, HeadCheck.malformed(malformed.reason())));
    };
  }

  private @Nullable Refusal standing() {
    Refusal refusal = connection.refusal();
    if (refusal == null && connection.worker().context().drain().draining()) {
      return Refusal.of(Rule.DRAINING);
    }
    return refusal;
  }

  private static @Nullable String purpose(HttpHeaders headers) {
    List<String> said = headers.getAll(Access.PURPOSE_HEADER);
    return said.isEmpty() ? null : String.join(",", said); // two are none that is permitted
  }

  private static Refusal strangerOr(Verdict verdict, Refusal refusal) {
    return verdict instanceof Verdict.Refused refused && refused.rule() == Rule.CONSUMER_UNKNOWN
        ? Refusal.of(refused.rule(), refused.detail())
        : refusal;
  }

  private static Judgement stop(Refusal refusal) {
    return new Judgement.Stop(refusal);
  }

  private static Refusal explained(Rule rule, String reason) {
    return Refusal.of(rule, reason + " " + rule.advice());
  }

  private static Refusal unknown(List<String> there) {
    return Refusal.of(Rule.ENDPOINT_UNKNOWN, "There are: %s.".formatted(String.join(", ", there)));
  }

  private Judgement decide(
      Match.Allowed allowed, Verdict verdict, HttpRequest head, RequestRecord record) {
    return switch (verdict) {
      case Verdict.Refused refused -> stop(Refusal.of(refused.rule(), refused.detail()));
      case Verdict.Allowed access -> {
        record.purpose(access.purpose());
        Refusal refusal = body(allowed.body(), head);
        yield refusal == null ? new Judgement.Pass(allowed, access) : stop(refusal);
      }
    };
  }

  /** What can be said of the body before it is there. */
  private @Nullable Refusal body(Body body, HttpRequest head) {
    long most = rules.config().limits().bodyBytes();
    String length = head.headers().get(HttpHeaderNames.CONTENT_LENGTH);
    if (length != null && Long.parseLong(length) > most) {
      return WholeBody.tooLarge(most);
    }
    if (body == Body.JSON && head.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      return Refusal.of(Rule.BODY_ENCODED);
    }
    if (rules.config().protocol() == Protocol.GRPC && !connection.http2()) {
      return HeadCheck.malformed("gRPC needs HTTP/2.");
    }
    return body == Body.JSON ? JsonPart.refusal(rules.config().protocol(), head.headers()) : null;
  }
}
