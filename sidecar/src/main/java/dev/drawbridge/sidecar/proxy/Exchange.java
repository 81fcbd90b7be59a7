package dev.drawbridge.sidecar.proxy;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.sidecar.authorisation.Quotas;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.authorisation.Ticket;
import dev.drawbridge.sidecar.config.SidecarConfig.Audit.Durability;
import dev.drawbridge.sidecar.config.SidecarConfig.Audit.OnUnavailable;
import dev.drawbridge.sidecar.config.SidecarConfig.Limits;
import dev.drawbridge.sidecar.protocol.Body;
import dev.drawbridge.sidecar.protocol.Operation;
import dev.drawbridge.sidecar.record.Completion.End;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * One request from its head to the end of its record. The order is the product: judged, counted,
 * read, recorded as accepted, and only when that is durable passed on; or recorded as denied, and
 * answered. What happens after that is the {@link Relay}'s.
 */
final class Exchange {

  /** How far it is. */
  private enum Stage {
    /** The body is read. */
    BODY,
    /** The first record is not durable yet. */
    RECORDING,
    /** It is recorded as refused, and answered so. */
    REFUSING,
    /** The model has it. */
    RELAYING,
    OVER
  }

  private final ExchangeHandler consumer;
  private final ConsumerConnection connection;
  private final Worker worker;
  private final Rules rules;
  private final @Nullable HttpRequest head;
  private final RequestRecord record;
  private final Holdings holdings;
  private final Timing timing = new Timing();
  private Stage stage = Stage.BODY;
  private Operation operation = Operation.OTHER;
  private @Nullable Relay relay;
  private @Nullable Denial denial;
  private final FirstRecord first;
  private boolean gone;
  private boolean ending;

  /**
   * Begins with a head.
   *
   * @param head null if it did not come to its end in time
   */
  Exchange(ExchangeHandler consumer, ConsumerConnection connection, @Nullable HttpRequest head) {
    this.consumer = consumer;
    this.connection = connection;
    this.head = head;
    worker = connection.worker();
    rules = worker.context().rules();
    record = new RequestRecord(rules.texts(), connection.requester(), worker.ids());
    holdings = new Holdings(worker);
    first = new FirstRecord(worker);
  }

  /** Judges the head. */
  void begin() {
    if (head == null) {
      deny(Refusal.of(Rule.REQUEST_TIMEOUT));
      return;
    }
    switch (new Gate(rules, connection).judge(head, record)) {
      case Gate.Judgement.Stop stop -> deny(stop.refusal());
      case Gate.Judgement.Pass pass -> enter(pass, head);
    }
  }

  private void enter(Gate.Judgement.Pass pass, HttpRequest head) {
    operation = pass.endpoint().operation();
    switch (worker.context().quotas().enter(pass.access().consumer())) {
      case Quotas.Admission.Refused refused ->
          deny(Refusal.retryAfter(refused.rule(), refused.retryAfterSeconds(), refused.detail()));
      case Ticket admitted -> {
        holdings.keep(admitted);
        if (head.headers().contains(HttpHeaderNames.EXPECT) && !consumer.requestArrived()) {
          consumer.out().continueExpected();
        }
        read(pass.endpoint().body(), head);
      }
    }
  }

  private void read(Body kind, HttpRequest head) {
    if (kind == Body.STREAM) {
      record.stream(operation.streams());
      accept(head, null);
    } else {
      holdings.keep(WholeBody.of(kind, head, rules, worker, holdings.hasher()));
    }
  }

  /** Whether the next piece of the request's body can be taken. */
  boolean wantsBody() {
    Relay passes = relay;
    return stage == Stage.BODY || (stage == Stage.RELAYING && passes != null && passes.wantsBody());
  }

  /** Takes a piece of the request's body, which now belongs to the exchange. */
  void content(HttpContent piece) {
    WholeBody whole = holdings.body();
    Relay passes = relay;
    if (stage == Stage.BODY && whole != null && head != null) {
      try {
        read(whole, piece, head);
      } finally {
        piece.release();
      }
    } else if (stage == Stage.RELAYING && passes != null) {
      relay(passes, piece);
    } else {
      piece.release();
    }
  }

  private void relay(Relay passes, HttpContent piece) {
    boolean asksOn = operation.asksOn() && piece.content().isReadable();
    Refusal refusal = asksOn ? connection.refusalOfMore(System.nanoTime()) : null;
    if (refusal == null) {
      passes.requestContent(piece);
    } else {
      piece.release();
      passes.fail(refusal);
    }
  }

  private void read(WholeBody whole, HttpContent piece, HttpRequest head) {
    Refusal refusal = whole.add(piece);
    if (refusal == null && whole.isComplete()) {
      refusal = whole.finish(record, operation);
      if (refusal == null) {
        accept(head, whole);
        return;
      }
    }
    if (refusal != null) {
      deny(refusal);
    }
  }

  /** Puts on record that it may go on, and waits until that is durable. */
  private void accept(HttpRequest head, @Nullable WholeBody whole) {
    stage = Stage.RECORDING;
    first.handOver(record, () -> recorded(head, whole));
  }

  private void recorded(HttpRequest head, @Nullable WholeBody whole) {
    boolean withoutRecord = !first.durable() && goesOnWithoutRecord();
    if (withoutRecord) {
      worker.context().metrics().gap();
      if (!first.taken()) {
        worker.context().log().missing();
      }
    }
    if (stage != Stage.RECORDING) {
      return; // it did not wait
    }
    if (first.durable() || withoutRecord) {
      pass(relayed(head, whole));
    } else {
      deny(Refusal.of(Rule.LOG_UNAVAILABLE));
    }
  }

  private boolean goesOnWithoutRecord() {
    return rules.config().audit().onUnavailable() == OnUnavailable.ALLOW_WITH_GAP && !gone;
  }

  private Relay relayed(HttpRequest head, @Nullable WholeBody whole) {
    stage = Stage.RELAYING;
    boolean strict = first.durable() && rules.config().audit().durability() == Durability.STRICT;
    Accepted accepted =
        new Accepted(head, whole, record, operation, first, strict, holdings.ticket());
    Ending.Sides sides = new Ending.Sides(consumer, worker, this::over);
    Relay passes = new Relay(sides, rules, accepted, holdings.hasher(), timing);
    relay = passes;
    return passes;
  }

  /** The disk hangs. The record may be written yet, and then the end of the request will be. */
  private void waitNoLonger(HttpRequest head) {
    Relay passes = relayed(head, holdings.body());
    if (gone || ending || goesOnWithoutRecord()) {
      pass(passes);
    } else {
      passes.fail(Refusal.of(Rule.LOG_UNAVAILABLE));
    }
  }

  private void pass(Relay passes) {
    if (gone) {
      passes.abort(End.ABORTED_BY_CONSUMER, null);
    } else if (ending) {
      passes.abort(End.ABORTED_BY_SIDECAR, Rule.DRAINING);
    } else {
      passes.begin();
    }
  }

  private void deny(Refusal refusal) {
    stage = Stage.REFUSING;
    Denial denies = new Denial(consumer, worker, record, speaksGrpc(), gone, this::over);
    denies.alreadyCounted(first.known() && first.taken());
    denial = denies;
    denies.deny(refusal);
  }

  private boolean speaksGrpc() {
    String type = head == null ? null : head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    return type != null && type.startsWith("application/grpc");
  }

  private void over() {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.OVER;
    holdings.release();
  }

  /** The consumer hung up. What was handed to the log is ended when the log has answered. */
  void consumerGone() {
    gone = true;
    switch (stage) {
      case BODY -> deny(Refusal.of(Rule.REQUEST_MALFORMED, "The request was broken off."));
      case RELAYING -> requireNonNull(relay).abort(End.ABORTED_BY_CONSUMER, null);
      case REFUSING -> requireNonNull(denial).consumerGone();
      case RECORDING, OVER -> {}
    }
  }

  /** There is no more patience with it. */
  void sidecarEnds() {
    ending = true;
    switch (stage) {
      case BODY -> deny(Refusal.of(Rule.DRAINING));
      case RELAYING -> requireNonNull(relay).abort(End.ABORTED_BY_SIDECAR, Rule.DRAINING);
      case RECORDING, REFUSING, OVER -> {}
    }
  }

  void consumerWritable() {
    Relay passes = relay;
    if (passes != null) {
      passes.consumerWritable();
    }
  }

  /** Looks at the deadlines. */
  void tick(long nowNanos) {
    Limits limits = rules.config().limits();
    switch (stage) {
      case BODY -> {
        if (nowNanos - timing.beganNanos() > limits.body().toNanos()) {
          deny(Refusal.of(Rule.REQUEST_TIMEOUT));
        }
      }
      case RELAYING -> requireNonNull(relay).tick(nowNanos);
      case REFUSING -> requireNonNull(denial).tick(nowNanos, limits);
      case RECORDING -> {
        if (first.isLate(nowNanos, limits.body())) {
          waitNoLonger(requireNonNull(head));
        }
      }
      case OVER -> {}
    }
  }
}
