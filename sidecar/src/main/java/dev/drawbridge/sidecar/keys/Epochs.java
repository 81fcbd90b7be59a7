package dev.drawbridge.sidecar.keys;

import dev.drawbridge.audit.pseudonym.EpochSecrets;
import dev.drawbridge.audit.pseudonym.Pseudonyms;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The epoch whose secret is in use. For any thread; {@link #advance} for one. */
public final class Epochs {

  private volatile Current current;

  @SuppressWarnings("ArrayRecordComponent") // Never compared, never changed.
  private record Current(int epoch, byte[] secret) {}

  /**
   * Begins with the epoch of a moment.
   *
   * @param wallMicros microseconds since 1970
   * @throws IOException if there is no secret for it
   */
  public Epochs(EpochSecrets secrets, long wallMicros) throws IOException {
    int epoch = Pseudonyms.epochAt(wallMicros);
    current = new Current(epoch, secrets.secret(epoch));
  }

  /** Whole 90-day spans since 1970. */
  public int epoch() {
    return current.epoch();
  }

  /**
   * Moves on if it is time; the old secret stays in use while the new one is missing.
   *
   * @return whether it moved
   */
  public boolean advance(EpochSecrets secrets, long wallMicros) throws IOException {
    int epoch = Pseudonyms.epochAt(wallMicros);
    if (epoch <= current.epoch()) {
      return false;
    }
    current = new Current(epoch, secrets.secret(epoch));
    return true;
  }

  /** Keyed hashes of the epoch in use, for one thread. */
  public Pseudonyms pseudonyms() {
    Current now = current;
    try {
      return Pseudonyms.of(epoch -> now.secret().clone(), now.epoch());
    } catch (IOException e) {
      throw new UncheckedIOException("the secret is in memory", e);
    }
  }
}
