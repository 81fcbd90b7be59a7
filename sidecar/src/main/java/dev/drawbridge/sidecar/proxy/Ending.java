package dev.drawbridge.sidecar.proxy;

import dev.drawbridge.audit.writer.Admission;
import dev.drawbridge.audit.writer.Receipt;
import dev.drawbridge.sidecar.authorisation.Rule;
import dev.drawbridge.sidecar.inspection.TokenCount;
import dev.drawbridge.sidecar.metrics.Outcome;
import dev.drawbridge.sidecar.metrics.SidecarMetrics;
import dev.drawbridge.sidecar.record.Completion;
import dev.drawbridge.sidecar.record.Completion.End;
import org.jspecify.annotations.Nullable;

/** The end of an accepted request: counted, and put on record, once. */
final class Ending {

  private final Worker worker;
  private final Relay.Accepted accepted;
  private final AnswerMeter meter;
  private final StreamedBody streamed;
  private final Timing timing;
  private boolean recorded;

  Ending(
      Worker worker,
      Relay.Accepted accepted,
      AnswerMeter meter,
      StreamedBody streamed,
      Timing timing) {
    this.worker = worker;
    this.accepted = accepted;
    this.meter = meter;
    this.streamed = streamed;
    this.timing = timing;
  }

  /**
   * Records it, if that was not done before.
   *
   * @return false if the log refuses
   */
  boolean record(End end, @Nullable Rule rule, Receipt receipt) {
    if (recorded) {
      return true;
    }
    recorded = true;
    streamed.end();
    Completion completion = completion(end, rule);
    count(completion);
    if (accepted.index() < 0) {
      return true; // there is no record that it would complete
    }
    boolean late = accepted.body() == null;
    Admission admission =
        worker.records().completed(accepted.record(), accepted.index(), late, completion, receipt);
    if (admission != Admission.TAKEN) {
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
        end, rule, answer, tokens, meter.facts().finishReason(), timing.latencies());
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
