package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.mirror.PublishedLog;
import dev.drawbridge.audit.mirror.PublishedLog.Signed;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.audit.store.DiskStorage;
import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** The log in a folder, without a network in between; remembers what it was told. */
class DirectPodLog implements PodLog {

  private final String vkey;
  private final PublishedLog log;
  final List<SignedNote> cosigned = new ArrayList<>();
  final List<long[]> acknowledged = new ArrayList<>();
  LogState state = LogState.OPEN;
  String configDigest = "sha256:1";
  String configProblem = "";
  String keyProblem = "";
  UnaryOperator<byte[]> way = bytes -> bytes;

  DirectPodLog(Path folder, String vkey) {
    this.vkey = vkey;
    log = new PublishedLog(new DiskStorage(folder));
  }

  private Signed newest() throws IOException {
    return log.newest().orElseThrow();
  }

  @Override
  public Status status() throws IOException {
    long size = newest().checkpoint().size();
    return new Status(
        LogHistory.ORIGIN,
        vkey,
        state,
        size,
        "disk full",
        configDigest,
        configProblem.isEmpty(),
        configProblem,
        keyProblem);
  }

  @Override
  public Answer checkpoint(long old) throws IOException {
    Signed newest = newest();
    long size = newest.checkpoint().size();
    if (old > size) {
      return new Fewer(size);
    }
    return old == size
        ? new Nothing()
        : new Offer(log.proof(old, size), newest.note(), newest.checkpoint());
  }

  @Override
  public List<PublishedFile> files() throws IOException {
    return log.files();
  }

  @Override
  public byte[] read(String name, long from) throws IOException {
    return way.apply(log.read(log.file(name).orElseThrow(), from, 9000));
  }

  @Override
  public void cosign(Checkpoint checkpoint, SignedNote.Signature cosignature) throws IOException {
    cosigned.add(new SignedNote(checkpoint.text(), List.of(cosignature)));
  }

  @Override
  public void acknowledge(long index, long witness) throws IOException {
    acknowledged.add(new long[] {index, witness});
  }
}
