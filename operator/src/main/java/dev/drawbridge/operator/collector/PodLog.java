package dev.drawbridge.operator.collector;

import dev.drawbridge.audit.mirror.PublishedFile;
import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.note.SignedNote;
import dev.drawbridge.operator.control.audit.DoorReport;
import dev.drawbridge.operator.control.audit.DoorReport.LogState;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

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
   * @param problem of disk or witness; empty if there is none
   * @param configProblem why the file that is there is not in force; empty if it is
   * @param keyProblem why the keys in use are not those that should be; empty if they are
   */
  record Status(
      String origin,
      String key,
      LogState state,
      long entries,
      String problem,
      String configDigest,
      boolean configValid,
      String configProblem,
      String keyProblem) {

    /** People read these texts in a terminal. */
    private static final Pattern UNPRINTABLE =
        Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]+");

    private static final int LONGEST = 500;

    public Status {
      origin = printable(origin);
      key = printable(key);
      problem = printable(problem);
      configDigest = printable(configDigest);
      configProblem =
          configValid || !configProblem.isEmpty() ? printable(configProblem) : "it says no reason";
      keyProblem = printable(keyProblem);
    }

    private static String printable(String text) {
      String line = UNPRINTABLE.matcher(text).replaceAll(" ");
      return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }

    DoorReport report() {
      return new DoorReport(state, problem, configDigest, configProblem, keyProblem);
    }
  }

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
