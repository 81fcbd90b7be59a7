package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.metrics.Outcome;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.record.Completion;
import dev.drawbridge.sidecar.record.Completion.End;
import io.netty.handler.codec.http.LastHttpContent;
import org.jspecify.annotations.Nullable;

/** The end of an accepted request: sent or broken off, counted, and put on record, once. */
final class Ending {

  /**
   * Whom it concerns.
   *
   * @param whenOver is run once, before the consumer's side goes on
   */
  record Sides(ExchangeHandler consumer, Worker worker, Runnable whenOver) {}

  private final ExchangeHandler consumer;
  private final Worker worker;
  private final Runnable whenOver;
  private final Accepted accepted;
  private final AnswerMeter meter;
  private final StreamedBody streamed;
  private final Timing timing;
  private boolean recorded;
  private long recordingSince; // what the last piece waits for; 0: it does not
  private boolean over;

  Ending(Sides sides, Accepted accepted, AnswerMeter meter, StreamedBody streamed, Timing timing) {
    consumer = sides.consumer();
    worker = sides.worker();
    whenOver = sides.whenOver();
    this.accepted = accepted;
    this.meter = meter;
    this.streamed = streamed;
    this.timing = timing;
  }

  /** Whether nothing more can happen to it. */
  boolean over() {
    return over;
  }

  /** Sends the last piece; where records are strict, only when the end is on disk. */
  void send(LastHttpContent last, End end, @Nullable Rule rule) {
    if (!accepted.strict()) {
      write(last, end, rule);
      return;
    }
    LoopReceipt receipt =
        new LoopReceipt(
            worker.loop(),
            index -> {
              recordingSince = 0;
              if (index >= 0 && !over) {
                write(last, end, rule);
              } else {
                last.release();
                breakOff(End.ABORTED_BY_SIDECAR, Rule.LOG_UNAVAILABLE);
              }
            });
    recordingSince = System.nanoTime();
    if (!record(end, rule, receipt)) {
      last.release();
      breakOff(End.ABORTED_BY_SIDECAR, Rule.LOG_UNAVAILABLE);
    }
  }

  /** Looks whether the disk hangs. */
  void tick(long nowNanos, long limitNanos) {
    if (recordingSince != 0 && nowNanos - recordingSince > limitNanos) {
      breakOff(End.ABORTED_BY_SIDECAR, Rule.LOG_UNAVAILABLE);
    }
  }

  private void write(LastHttpContent last, End end, @Nullable Rule rule) {
    consumer
        .out()
        .writeLast(
            last,
            written -> {
              if (!over) {
                over = true;
                record(
                    written.isSuccess() ? end : End.ABORTED_BY_CONSUMER, rule, LoopReceipt.UNHEARD);
                whenOver.run();
                consumer.exchangeOver();
              }
            });
  }

  /** There is no whole answer, and it must not look like one. */
  void breakOff(End end, @Nullable Rule rule) {
    if (!over) {
      over = true;
      record(end, rule, LoopReceipt.UNHEARD);
      whenOver.run();
      consumer.abort();
    }
  }

  /** Records it, if that was not done before; false if the log refuses. */
  private boolean record(End end, @Nullable Rule rule, Receipt receipt) {
    if (recorded) {
      return true;
    }
    recorded = true;
    streamed.end();
    Completion completion = completion(end, rule);
    count(completion);
    FirstRecord first = accepted.first();
    if (first.known()) {
      return complete(first.index(), completion, receipt);
    }
    first.whenKnown(index -> complete(index, completion, receipt));
    return true;
  }

  private boolean complete(long index, Completion completion, Receipt receipt) {
    if (index < 0) {
      return true; // there is no record that it would complete
    }
    boolean late = accepted.body() == null;
    Admission admission =
        worker.records().completed(accepted.record(), index, late, completion, receipt);
    if (admission != Admission.TAKEN) {
      worker.context().log().missing();
      worker.context().metrics().gap();
    }
    return admission == Admission.TAKEN;
  }

  private Completion completion(End end, @Nullable Rule rule) {
    WholeBody body = accepted.body();
    TokenCount tokens = meter.tokens(body == null ? null : body.facts());
    Completion.Answer answer =
        new Completion.Answer(meter.status(), meter.grpcStatus(), meter.bytes(), meter.hash());
    return new Completion(
        end,
        rule,
        answer,
        tokens,
        meter.facts().finishReason(),
        timing.latencies(meter.firstTextNanos()));
  }

  private void count(Completion completion) {
    SidecarMetrics metrics = worker.context().metrics();
    Outcome outcome =
        switch (completion.end()) {
          case OK, ERROR -> Outcome.of(meter.status());
          case ABORTED_BY_CONSUMER, ABORTED_BY_MODEL, ABORTED_BY_SIDECAR, ABORTED_BY_POLICY ->
              Outcome.ABORTED;
        };
    Completion.Latencies latencies = completion.latencies();
    metrics.completed(accepted.operation(), outcome, latencies.total());
    metrics.overhead(latencies.total() - latencies.model());
    accepted.permit().leave(completion.tokens().total());
  }
}
