package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.config.SidecarConfig.Limits;
import dev.drawbridge.sidecar.record.RequestRecord;
import io.netty.handler.codec.http.FullHttpResponse;
import org.jspecify.annotations.Nullable;

/** A request that the model does not see: put on record, then answered. */
final class Denial {

  private final ExchangeHandler consumer;
  private final Worker worker;
  private final RequestRecord record;
  private final boolean grpc;
  private final Runnable whenOver;
  private @Nullable Refusal refusal;
  private boolean gone;
  private boolean answers;
  private boolean over;
  private boolean counted; // as missing
  private final long beganNanos = System.nanoTime();
  private long answeredNanos; // 0: not yet

  /**
   * Begins.
   *
   * @param gone whether nobody is there to hear the answer
   * @param whenOver is run once, before the consumer's side goes on
   */
  Denial(
      ExchangeHandler consumer,
      Worker worker,
      RequestRecord record,
      boolean grpc,
      boolean gone,
      Runnable whenOver) {
    this.consumer = consumer;
    this.worker = worker;
    this.record = record;
    this.grpc = grpc;
    this.gone = gone;
    this.whenOver = whenOver;
  }

  /** Whether another record of this request is missing, and its one gap is counted. */
  void alreadyCounted(boolean already) {
    counted = already;
  }

  /** Puts it on record, and answers when that is durable. */
  void deny(Refusal refusal) {
    this.refusal = refusal;
    Rule rule = refusal.rule();
    worker.context().metrics().refused(rule);
    Admission admission =
        worker
            .records()
            .denied(
                record,
                rule,
                grpc ? 200 : rule.status(),
                grpc ? Problem.grpcStatus(rule) : -1,
                new LoopReceipt(worker.loop(), index -> recorded(refusal, index)));
    if (admission != Admission.TAKEN) {
      if (!counted) {
        worker.context().log().missing();
      }
      recorded(refusal, -1);
    }
  }

  private void recorded(Refusal refusal, long index) {
    if (index < 0) {
      worker.context().metrics().refusalNotRecorded();
    }
    if (!answers) {
      answer(refusal);
    }
  }

  /** It is answered even if it could not be recorded: the model has seen nothing. */
  private void answer(Refusal refusal) {
    answers = true;
    if (gone) {
      end();
      return;
    }
    FullHttpResponse answer =
        grpc ? Problem.grpc(refusal, record.trace()) : Problem.http(refusal, record.trace());
    consumer.settle(answer, plain(refusal.rule()));
    answeredNanos = System.nanoTime();
    consumer
        .out()
        .writeLast(
            answer,
            written -> {
              if (!over) {
                end();
                consumer.exchangeOver();
              }
            });
  }

  /** Whoever sent something that can be read in two ways gets no second try on this connection. */
  private static boolean plain(Rule rule) {
    return rule != Rule.REQUEST_MALFORMED
        && rule != Rule.REQUEST_AMBIGUOUS
        && rule != Rule.UPGRADE_FORBIDDEN;
  }

  private void end() {
    over = true;
    whenOver.run();
  }

  void consumerGone() {
    gone = true;
  }

  /** Looks whether the disk hangs, and whether the consumer takes the answer at all. */
  void tick(long nowNanos, Limits limits) {
    Refusal why = refusal;
    if (why != null && !answers && nowNanos - beganNanos > limits.body().toNanos()) {
      answer(why);
    } else if (answeredNanos != 0
        && !over
        && nowNanos - answeredNanos > limits.writeStall().toNanos()) {
      end();
      consumer.abort();
    }
  }
}
