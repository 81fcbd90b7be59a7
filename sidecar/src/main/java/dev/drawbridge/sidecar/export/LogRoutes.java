package dev.drawbridge.sidecar.export;

import static dev.drawbridge.sidecar.export.Exchange.BAD_REQUEST;
import static dev.drawbridge.sidecar.export.Exchange.CONFLICT;
import static dev.drawbridge.sidecar.export.Exchange.NOT_ALLOWED;
import static dev.drawbridge.sidecar.export.Exchange.NOT_FOUND;
import static dev.drawbridge.sidecar.export.Exchange.NOT_SATISFIABLE;
import static dev.drawbridge.sidecar.export.Exchange.OK;
import static dev.drawbridge.sidecar.export.Exchange.PARTIAL;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.mirror.PublishedLog;
import dev.drawbridge.audit.mirror.PublishedLog.Signed;
import dev.drawbridge.audit.note.MalformedNoteException;
import dev.drawbridge.sidecar.export.Exchange.Refusal;
import java.io.IOException;
import java.util.Optional;

/** Answers the collector. Who asks was looked at before. */
final class LogRoutes {

  static final String STATUS = "/v1/status";
  static final String FILES = "/v1/files";
  static final String CHECKPOINT = "/v1/checkpoint";
  static final String COSIGNATURE = "/v1/cosignature";
  static final String ACKNOWLEDGE = "/v1/acknowledge";

  /** Of a file at once; whoever wants more asks again, from there on. */
  static final int CHUNK = 1 << 20;

  private static final int COSIGNATURE_BYTES = 16 << 10;
  private static final int ACKNOWLEDGE_BYTES = 1 << 10;

  private final ExportedLog log;
  private final PublishedLog published;
  private final ExchangeWitness witness;
  private final Acknowledgement acknowledgement;

  LogRoutes(ExportedLog log, ExchangeWitness witness, Acknowledgement acknowledgement) {
    this.log = log;
    this.witness = witness;
    this.acknowledgement = acknowledgement;
    published = new PublishedLog(log.folder());
  }

  void answer(Exchange exchange) throws IOException, Refusal {
    String path = exchange.path();
    switch (path) {
      case STATUS -> status(get(exchange), OK);
      case FILES -> get(exchange).json(OK, LogJson.files(published.files()));
      case CHECKPOINT -> checkpoint(get(exchange));
      case COSIGNATURE -> cosignature(post(exchange));
      case ACKNOWLEDGE -> acknowledge(post(exchange));
      default -> file(get(exchange), path);
    }
  }

  private static Exchange get(Exchange exchange) throws Refusal {
    return only("GET", exchange);
  }

  private static Exchange post(Exchange exchange) throws Refusal {
    return only("POST", exchange);
  }

  private static Exchange only(String method, Exchange exchange) throws Refusal {
    if (!exchange.method().equals(method)) {
      exchange.header("Allow", method);
      throw new Refusal(NOT_ALLOWED, "here, only %s is understood".formatted(method));
    }
    return exchange;
  }

  private void status(Exchange exchange, int code) throws IOException {
    exchange.json(
        code,
        LogJson.status(log, acknowledgement.cursor(), log.status().get(), log.config().get()));
  }

  private void checkpoint(Exchange exchange) throws IOException, Refusal {
    long old = exchange.number("old").orElse(0);
    Optional<Signed> newest = newestOrWaiting(old);
    long size = newest.map(signed -> signed.checkpoint().size()).orElse(0L);
    if (old > size) {
      status(exchange, CONFLICT);
    } else if (newest.isEmpty() || old == size) {
      exchange.nothing();
    } else {
      exchange.json(
          OK, LogJson.checkpoint(old, published.proof(old, size), newest.get().note().encode()));
    }
  }

  /** The one that the log waits with comes first, though a newer one may be there already. */
  private Optional<Signed> newestOrWaiting(long old) throws IOException {
    Optional<Signed> waiting =
        witness.beyond(old).map(question -> new Signed(question.note(), question.checkpoint()));
    return waiting.isPresent() ? waiting : published.newest();
  }

  private void file(Exchange exchange, String path) throws IOException, Refusal {
    Optional<PublishedFile> found =
        path.startsWith(FILES + "/")
            ? published.file(path.substring(FILES.length() + 1))
            : Optional.empty();
    if (found.isEmpty()) {
      throw new Refusal(NOT_FOUND, "what there is, GET %s lists".formatted(FILES));
    }
    long bytes = found.get().bytes();
    long from = exchange.from().orElse(0L);
    if (from >= bytes) {
      exchange.header("Content-Range", "bytes */" + bytes);
      throw new Refusal(NOT_SATISFIABLE, "there are %d bytes as yet".formatted(bytes));
    }
    byte[] chunk = published.read(found.get(), from, CHUNK);
    boolean whole = chunk.length == bytes;
    if (!whole) {
      exchange.header(
          "Content-Range", "bytes %d-%d/%d".formatted(from, from + chunk.length - 1, bytes));
    }
    exchange.send(whole ? OK : PARTIAL, "application/octet-stream", chunk);
  }

  private void cosignature(Exchange exchange) throws IOException, Refusal {
    long size = exchange.number("size").orElseThrow(() -> missing("size"));
    byte[] line = exchange.body(COSIGNATURE_BYTES);
    try {
      witness.answer(size, line);
    } catch (MalformedNoteException e) {
      throw new Refusal(BAD_REQUEST, "the body must be one signature line: " + e.getMessage());
    }
    exchange.nothing();
  }

  private static Refusal missing(String name) {
    return new Refusal(BAD_REQUEST, "the query must be %s=N".formatted(name));
  }

  private void acknowledge(Exchange exchange) throws IOException, Refusal {
    byte[] body = exchange.body(ACKNOWLEDGE_BYTES);
    Acknowledgement.Cursor cursor;
    try {
      cursor = LogJson.acknowledgement(body);
    } catch (IOException e) {
      throw new Refusal(BAD_REQUEST, String.valueOf(e.getMessage()));
    }
    long size = published.newest().map(signed -> signed.checkpoint().size()).orElse(0L);
    if (cursor.index() > size || cursor.witness() > size) {
      throw new Refusal(CONFLICT, "there are %d entries under the last checkpoint".formatted(size));
    }
    acknowledgement.take(cursor);
    exchange.nothing();
  }
}
