package dev.drawbridge.sidecar.keys;

import dev.drawbridge.audit.pseudonym.Pseudonyms;
import dev.drawbridge.audit.segment.KeyEncryptionKey;
import java.io.IOException;
import java.util.NavigableSet;

/**
 * Which key wraps the keys of segments: the one of the current span of 90 days. Where its file is
 * missing or of no use, the newest before it goes on, and at last the file {@code kek}, which was
 * the only one once. One thread.
 */
public final class WrappingKeys {

  /** Of the file without a number. */
  private static final int UNNUMBERED = -1;

  private final KeyFiles files;
  private KeyEncryptionKey inUse;
  private int epoch;
  private String problem;

  private record Choice(KeyEncryptionKey key, int epoch, String problem) {}

  /**
   * Begins with the key of a moment.
   *
   * @param wallMicros microseconds since 1970
   * @throws IOException if no file has a key that could be used; names each
   */
  public WrappingKeys(KeyFiles files, long wallMicros) throws IOException {
    this.files = files;
    Choice first = choose(Pseudonyms.epochAt(wallMicros));
    inUse = first.key();
    epoch = first.epoch();
    problem = goesOn(first.problem());
  }

  /** The key that is in use. */
  public KeyEncryptionKey inUse() {
    return inUse;
  }

  /** Why it is not the one of the current span; empty if it is. */
  public String problem() {
    return problem;
  }

  /**
   * Looks for the key of a moment. Never goes back to an older one, and keeps what it has where
   * there is none.
   *
   * @return whether another key is in use from here on
   */
  public boolean advance(long wallMicros) {
    try {
      Choice next = choose(Pseudonyms.epochAt(wallMicros));
      boolean other = next.epoch() >= epoch && !next.key().kid().equals(inUse.kid());
      if (next.epoch() >= epoch) {
        epoch = next.epoch();
        inUse = other ? next.key() : inUse;
      }
      problem = goesOn(next.problem());
      return other;
    } catch (IOException e) {
      problem = goesOn(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private String goesOn(String why) {
    return why.isEmpty() ? "" : "%s; %s goes on".formatted(why, name(epoch));
  }

  private static String name(int epoch) {
    return epoch == UNNUMBERED ? "kek" : "kek-" + epoch;
  }

  private Choice choose(int now) throws IOException {
    NavigableSet<Integer> numbered = files.kekEpochs();
    if (numbered.isEmpty()) {
      return new Choice(files.kek(), UNNUMBERED, ""); // a pod of before there were several
    }
    String why = numbered.contains(now) ? "" : "%s is missing".formatted(name(now));
    for (int candidate : numbered.headSet(now, true).descendingSet()) {
      try {
        return new Choice(files.kek(candidate), candidate, why);
      } catch (IOException e) {
        why = why.isEmpty() ? String.valueOf(e.getMessage()) : why + "; " + e.getMessage();
      }
    }
    try {
      return new Choice(files.kek(), UNNUMBERED, why);
    } catch (IOException e) {
      throw new IOException("%s; %s".formatted(why, e.getMessage()), e);
    }
  }
}
