package dev.drawbridge.audit.mirror;

import dev.drawbridge.audit.mirror.PublishedLog.Signed;
import dev.drawbridge.audit.note.VerifierKey;
import dev.drawbridge.audit.store.Storage;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** Carries bytes from a log to a copy of it, in pieces; whatever happens to them on the way. */
public final class Copying {

  private final PublishedLog log;
  private final int pieces;
  private final UnaryOperator<byte[]> way;

  public Copying(Storage log, int pieces) {
    this(log, pieces, bytes -> bytes);
  }

  Copying(Storage log, int pieces, UnaryOperator<byte[]> way) {
    this.log = new PublishedLog(log);
    this.pieces = pieces;
    this.way = way;
  }

  /** Fetches what there is and has it confirmed. */
  public Mirror copy(Storage to, VerifierKey key) throws IOException {
    Mirror mirror = Mirror.open(to, key);
    catchUp(mirror);
    return mirror;
  }

  public void catchUp(Mirror mirror) throws IOException {
    Signed newest = log.newest().orElseThrow();
    List<PublishedFile> segments =
        log.files().stream().filter(file -> file.name().endsWith(".seg")).toList();
    for (int id = mirror.position().segment(); id < segments.size(); id++) {
      segment(mirror, id, segments.get(id));
    }
    mirror.requireWhole();
    mirror.confirm(newest.note(), newest.checkpoint());
  }

  private void segment(Mirror mirror, int id, PublishedFile file) throws IOException {
    Position at = mirror.position();
    at = at.segment() == id ? at : at.next();
    while (at.bytes() < file.bytes()) {
      mirror.append(at, way.apply(log.read(file, at.bytes(), pieces)));
      at = mirror.position();
    }
  }
}
