package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.config.SidecarConfig.Limits;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.protocol.Protocol;
import dev.drawbridge.sidecar.record.BodyHasher;
import dev.drawbridge.sidecar.record.Completion.End;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request on its way to the model and its answer on the way back, neither faster than
 * the other side takes it, until its end is on record.
 */
final class Relay implements ModelLink.Listener {

  private final ExchangeHandler consumer;
  private final Worker worker;
  private final Rules rules;
  private final Accepted accepted;
  private final Timing timing;
  private final AnswerMeter meter;
  private final StreamedBody streamed;
  private final Ending ending;
  private final Stall stall = new Stall();
  private @Nullable ModelLink link;
  private boolean paused; // the consumer has to take something before more is read
  private boolean modelDone;
  private long modelNanos = System.nanoTime(); // when the model, or the way to it, last moved

  Relay(Ending.Sides sides, Rules rules, Accepted accepted, BodyHasher hasher, Timing timing) {
    consumer = sides.consumer();
    worker = sides.worker();
    this.rules = rules;
    this.accepted = accepted;
    this.timing = timing;
    SidecarMetrics metrics = worker.context().metrics();
    meter = new AnswerMeter(accepted.operation(), metrics, hasher, timing.beganNanos());
    streamed = new StreamedBody(accepted, rules.config().limits().bodyBytes(), hasher);
    ending = new Ending(sides, accepted, meter, streamed, timing);
  }

  /** Looks for a way to the model. */
  void begin() {
    worker.models().connect(this);
  }

  @Override
  public void connected(ModelLink link) {
    if (ending.over() || modelDone) { // answered without it meanwhile
      link.release();
      return;
    }
    this.link = link;
    timing.modelAsked();
    modelNanos = System.nanoTime();
    WholeBody body = accepted.body();
    long length = body == null ? -1 : body.length();
    link.write(Heads.request(accepted.head(), rules, accepted.record(), length));
    if (body == null) {
      consumer.pump();
    } else {
      link.write(StreamedBody.last(body.take()));
      body.release();
    }
    link.flush();
    link.read();
  }

  @Override
  public void unreachable(String why) {
    fail(Refusal.of(Rule.MODEL_UNREACHABLE));
  }

  /** Whether the next piece of the request's body can be taken. */
  boolean wantsBody() {
    ModelLink way = link;
    return accepted.body() == null && way != null && way.isWritable() && !streamed.complete();
  }

  /** Takes the next piece of the request's body, which now belongs to the relay. */
  void requestContent(HttpContent piece) {
    ModelLink way = link;
    if (ending.over() || way == null) {
      piece.release();
      return;
    }
    Refusal refusal = streamed.check(piece);
    if (refusal != null) {
      piece.release();
      fail(refusal);
      return;
    }
    modelNanos = System.nanoTime();
    way.write(streamed.passed(piece));
    way.flush();
  }

  @Override
  public void writable() {
    modelNanos = System.nanoTime();
    consumer.pump();
  }

  @Override
  public void answerHead(HttpResponse head) {
    modelNanos = System.nanoTime();
    boolean toHead = accepted.head().method().equals(HttpMethod.HEAD);
    HttpResponse answer = Heads.answer(head, toHead, accepted.record().trace());
    meter.head(head);
    consumer.settle(answer, true);
    consumer.out().write(answer);
  }

  @Override
  public void answerContent(HttpContent content) {
    if (ending.over()) {
      content.release();
      return;
    }
    modelNanos = System.nanoTime();
    meter.piece(content.content());
    stall.wrote(content.content().readableBytes());
    if (content instanceof LastHttpContent last) {
      meter.trailers(last.trailingHeaders());
      letGo();
      ending.send(Heads.last(last, rules), meter.failed() ? End.ERROR : End.OK, null);
    } else {
      consumer.out().write(content);
    }
  }

  @Override
  public void answerPaused() {
    ModelLink way = link;
    if (ending.over() || way == null) {
      return;
    }
    consumer.out().flush();
    paused = !consumer.out().isWritable();
    if (!paused) {
      way.read();
    }
  }

  void consumerWritable() {
    ModelLink way = link;
    if (paused && way != null) {
      paused = false;
      modelNanos = System.nanoTime();
      way.read();
    }
  }

  @Override
  public void broken(String why) {
    link = null;
    if (!meter.begun()) {
      fail(Refusal.of(Rule.MODEL_BROKEN));
    } else {
      abort(End.ABORTED_BY_MODEL, Rule.MODEL_BROKEN);
    }
  }

  /** There is no answer of the model: one of ours, if none was begun. */
  void fail(Refusal refusal) {
    if (ending.over()) {
      return;
    }
    if (meter.begun()) {
      abort(endOf(refusal.rule()), refusal.rule());
      return;
    }
    letGo();
    worker.context().metrics().refused(refusal.rule());
    boolean grpc = rules.config().protocol() == Protocol.GRPC;
    String id = accepted.record().trace();
    FullHttpResponse answer = grpc ? Problem.grpc(refusal, id) : Problem.http(refusal, id);
    meter.problem(answer.status().code(), grpc ? Problem.grpcStatus(refusal.rule()) : -1);
    meter.piece(answer.content());
    stall.wrote(answer.content().readableBytes());
    consumer.settle(answer, true);
    ending.send(answer, End.ERROR, refusal.rule());
  }

  private static End endOf(Rule rule) {
    return switch (rule) {
      case BODY_TOO_LARGE, IDENTITY_EXPIRED, CONSUMER_UNKNOWN -> End.ABORTED_BY_POLICY;
      case REQUEST_MALFORMED -> End.ABORTED_BY_CONSUMER;
      default -> End.ABORTED_BY_SIDECAR;
    };
  }

  /** Breaks off on both sides. */
  void abort(End end, @Nullable Rule rule) {
    if (!ending.over()) {
      letGo();
      ending.breakOff(end, rule);
    }
  }

  private void letGo() {
    ModelLink way = link;
    link = null;
    modelDone = true;
    timing.modelDone();
    if (way != null) {
      way.release();
    }
  }

  /** Looks at the deadlines. */
  void tick(long nowNanos) {
    Limits limits = rules.config().limits();
    ending.tick(nowNanos, limits.body().toNanos());
    if (stall.stalled(consumer.out().pendingBytes(), nowNanos, limits.writeStall().toNanos())) {
      abort(End.ABORTED_BY_SIDECAR, null);
    } else if (!paused && !modelDone) {
      tickModel(nowNanos - modelNanos, limits);
    }
  }

  /** Who is waited for: a consumer who still sends, or the model. gRPC may pause both ways. */
  private void tickModel(long waitedNanos, Limits limits) {
    boolean sends = accepted.body() == null && !streamed.complete() && !meter.begun();
    boolean grpc = rules.config().protocol() == Protocol.GRPC;
    Duration limit = sends && !grpc ? limits.body() : limits.model();
    if (waitedNanos > limit.toNanos()) {
      fail(Refusal.of(sends && !grpc ? Rule.REQUEST_TIMEOUT : Rule.MODEL_TIMEOUT));
    }
  }
}
