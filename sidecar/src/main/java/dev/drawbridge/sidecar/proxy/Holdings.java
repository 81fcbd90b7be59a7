package dev.drawbridge.sidecar.proxy;

import static java.util.Objects.requireNonNull;

import dev.drawbridge.sidecar.authorisation.Ticket;
import dev.drawbridge.sidecar.record.BodyHasher;
import org.jspecify.annotations.Nullable;

/** What one request has taken, and gives back when it is over. */
final class Holdings {

  private final Worker worker;
  private final BodyHasher hasher;
  private @Nullable Ticket ticket;
  private @Nullable WholeBody body;

  /** A request has begun. */
  Holdings(Worker worker) {
    this.worker = worker;
    hasher = worker.hashers().take();
    worker.context().drain().requestBegan();
    worker.context().metrics().requestBegan();
  }

  BodyHasher hasher() {
    return hasher;
  }

  void keep(Ticket admitted) {
    ticket = admitted;
  }

  /** Its place among the requests that are counted, which it has to have. */
  Ticket ticket() {
    return requireNonNull(ticket, "nothing is accepted that was not counted");
  }

  void keep(WholeBody whole) {
    body = whole;
  }

  /** Null where it passes as it comes, or there is none yet. */
  @Nullable WholeBody body() {
    return body;
  }

  /** Gives all of it back. Once only. */
  void release() {
    if (body != null) {
      body.release();
    }
    if (ticket != null) {
      ticket.leave(0);
    }
    worker.hashers().give(hasher);
    worker.context().metrics().requestEnded();
    worker.context().drain().requestEnded();
  }
}
