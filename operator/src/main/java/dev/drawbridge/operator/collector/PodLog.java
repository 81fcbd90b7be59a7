package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import java.io.IOException;
import java.util.List;

/**
 * The log of one pod, as its door shows it. Every call ends within a deadline; none is believed.
 */
interface PodLog {

  /** What the door says of itself. */
  Status status() throws IOException;

  /** A checkpoint beyond that size, with proof that it has grown out of it. */
  Answer checkpoint(long old) throws IOException;

  /** What can be fetched. */
  List<PublishedFile> files() throws IOException;

  /** Some bytes of a file, from there on; at least one. */
  byte[] read(String name, long from) throws IOException;

  /** Hands a cosignature over. */
  void cosign(Checkpoint checkpoint, SignedNote.Signature cosignature) throws IOException;

  /**
   * Says what is kept.
   *
   * @param index all entries below it are on disk
   * @param witness entries that were cosigned
   */
  void acknowledge(long index, long witness) throws IOException;

  /**
   * What a door says of itself.
   *
   * @param key that it signs checkpoints with, as it says
   * @param state of its log: OPEN, NEARLY_FULL, FULL, CLOSED or FAILED
   * @param problem of disk or witness; empty if there is none
   */
  record Status(
      String origin,
      String key,
      String state,
      long entries,
      String problem,
      String configDigest,
      boolean configValid,
      String configProblem) {}

  /** What comes of asking for a checkpoint. */
  sealed interface Answer {}

  /** There is none beyond that size. */
  record Nothing() implements Answer {}

  /** The newest has fewer entries than that. */
  record Fewer(long size) implements Answer {}

  /**
   * There is one.
   *
   * @param proof from the size that was asked for
   */
  record Offer(List<byte[]> proof, SignedNote note, Checkpoint checkpoint) implements Answer {}
}
