package dev.drawbridge.sidecar.metrics;

import dev.drawbridge.sidecar.protocol.Operation;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The children of one metric by operation and one further label, each made at its first use: a page
 * shows only what occurs, and nobody looks labels up twice.
 */
final class Children<L extends Enum<L>, C> {

  /** Makes a child. */
  interface Maker<L, C> {
    C make(Operation operation, L label);
  }

  private final AtomicReferenceArray<C> made;
  private final int labels;
  private final Maker<L, C> maker;

  Children(Class<L> label, Maker<L, C> maker) {
    labels = label.getEnumConstants().length;
    this.maker = maker;
    made = new AtomicReferenceArray<>(Operation.values().length * labels);
  }

  @SuppressWarnings("EnumOrdinal") // Nothing stores the numbers.
  C of(Operation operation, L label) {
    int at = operation.ordinal() * labels + label.ordinal();
    C child = made.get(at);
    if (child == null) {
      // Two threads get the same one from the registry.
      child = maker.make(operation, label);
      made.set(at, child);
    }
    return child;
  }
}
