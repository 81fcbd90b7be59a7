package dev.drawbridge.sidecar.record;

import dev.drawbridge.sidecar.keys.Epochs;
import java.util.ArrayDeque;

/** Hashers of one event loop: making one takes several key derivations. */
public final class HasherPool {

  private static final int MOST_IDLE = 64;

  private final Epochs epochs;
  private final ArrayDeque<BodyHasher> idle = new ArrayDeque<>();
  private final byte[] scratch = BodyHasher.scratch();

  public HasherPool(Epochs epochs) {
    this.epochs = epochs;
  }

  /** One of the epoch in use. */
  public BodyHasher take() {
    BodyHasher hasher = idle.poll();
    while (hasher != null && hasher.epoch() != epochs.epoch()) {
      hasher = idle.poll();
    }
    if (hasher == null) {
      int epoch = epochs.epoch();
      return new BodyHasher(epochs.pseudonyms(), epoch, scratch);
    }
    return hasher.again();
  }

  /** Gives it back; a second time does nothing. */
  public void give(BodyHasher hasher) {
    if (hasher.giveBack() && idle.size() < MOST_IDLE) {
      idle.push(hasher);
    }
  }

  int epoch() {
    return epochs.epoch();
  }
}
