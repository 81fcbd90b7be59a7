package dev.drawbridge.audit.verify;

import dev.drawbridge.audit.note.Checkpoint;
import dev.drawbridge.audit.tree.CompactRange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the entries are those that were signed. Since it computes the root at each checkpoint's
 * size from the entries themselves, any two checkpoints that pass are consistent with each other.
 */
final class CheckpointCheck {

  private static final int REMEMBERED = 1 << 16;

  private final Trust trust;
  private final NoteCheck notes;
  private final Findings findings;
  private final CompactRange range;
  private final ClockCheck clock;
  private final Map<Long, Point> points = new HashMap<>();
  private final Deque<Long> oldest = new ArrayDeque<>();
  private final Map<Long, List<Expected>> expected = new HashMap<>();
  private long checked;
  private long signed;
  private long witnessed;

  /** The tree at a size. */
  private record Point(String root, long latest) {}

  /** A checkpoint from outside of the segments, with the code if it does not fit. */
  private record Expected(
      Checkpoint checkpoint, Code mismatch, Optional<Code> beyond, List<Long> times) {}

  CheckpointCheck(Trust trust, Findings findings, CompactRange range, ClockCheck clock) {
    this.trust = trust;
    notes = new NoteCheck(trust);
    this.findings = findings;
    this.range = range;
    this.clock = clock;
  }

  /** The log's own newest checkpoint. */
  void own(byte[] note) {
    good(note)
        .ifPresent(
            good ->
                expect(
                    good.checkpoint(),
                    Code.CHECKPOINT_MISMATCH,
                    Optional.of(Code.TAIL_CUT),
                    List.of()));
  }

  /** One of another copy. Where that is longer, it is for the other to say whether they fit. */
  void otherCopy(byte[] note) {
    if (notes.check(note) instanceof NoteCheck.Good good) {
      expected
          .computeIfAbsent(good.checkpoint().size(), _ -> new ArrayList<>())
          .add(new Expected(good.checkpoint(), Code.COPIES_DIFFER, Optional.empty(), List.of()));
    }
  }

  /** The newest cosigned one, as the log or a witness shows it. */
  void cosigned(byte[] note) {
    Optional<NoteCheck.Good> good = good(note);
    int cosigners = good.map(found -> found.times().size()).orElse(0);
    if (cosigners < trust.quorum()) {
      findings.add(Code.NOT_WITNESSED, "%d of %d".formatted(cosigners, trust.quorum()));
    }
    if (good.isPresent()) {
      Checkpoint checkpoint = good.get().checkpoint();
      if (cosigners > 0 && cosigners >= trust.quorum()) {
        witnessed = Math.max(witnessed, checkpoint.size());
      }
      expect(checkpoint, Code.WITNESS_FORK, Optional.of(Code.WITNESS_AHEAD), good.get().times());
    }
  }

  private Optional<NoteCheck.Good> good(byte[] note) {
    checked++;
    return switch (notes.check(note)) {
      case NoteCheck.Good good -> Optional.of(good);
      case NoteCheck.Bad bad -> {
        findings.add(bad.code(), bad.detail());
        yield Optional.empty();
      }
    };
  }

  private void expect(
      Checkpoint checkpoint, Code mismatch, Optional<Code> beyond, List<Long> times) {
    signed = Math.max(signed, checkpoint.size());
    expected
        .computeIfAbsent(checkpoint.size(), _ -> new ArrayList<>())
        .add(new Expected(checkpoint, mismatch, beyond, times));
  }

  /** A checkpoint among the entries. */
  void frame(byte[] note) {
    Optional<NoteCheck.Good> good = good(note);
    if (good.isEmpty()) {
      return;
    }
    Checkpoint checkpoint = good.get().checkpoint();
    signed = Math.max(signed, checkpoint.size());
    Point point = pointAt(checkpoint.size());
    if (point == null || !point.root().equals(Report.hex(checkpoint.root()))) {
      findings.add(
          Code.CHECKPOINT_MISMATCH, "a checkpoint of size %d".formatted(checkpoint.size()));
      return;
    }
    good.get().times().forEach(time -> clock.witnessed(time, point.latest()));
  }

  /** The tree at a size; null if that is not known any more, or not reached. */
  private @Nullable Point pointAt(long size) {
    if (size == range.size() && !points.containsKey(size)) {
      remember(size);
    }
    return points.get(size);
  }

  private void remember(long size) {
    points.put(size, new Point(Report.hex(range.root()), clock.latest()));
    oldest.add(size);
    if (oldest.size() > REMEMBERED) {
      points.remove(oldest.remove());
    }
  }

  /** The tree has grown by one entry. */
  void grown() {
    List<Expected> here = expected.remove(range.size());
    if (here != null) {
      here.forEach(this::compare);
    }
  }

  private void compare(Expected here) {
    if (!Arrays.equals(here.checkpoint().root(), range.root())) {
      findings.add(here.mismatch(), "at size %d".formatted(here.checkpoint().size()));
    } else {
      here.times().forEach(time -> clock.witnessed(time, clock.latest()));
    }
  }

  void end() {
    expected.values().stream()
        .flatMap(List::stream)
        .forEach(
            here ->
                here.beyond()
                    .ifPresent(
                        code ->
                            findings.add(
                                code,
                                "size %d, and there are %d"
                                    .formatted(here.checkpoint().size(), range.size()))));
    if (signed < range.size()) {
      findings.add(Code.UNSIGNED_TAIL, "%d entries".formatted(range.size() - signed));
    }
  }

  long checked() {
    return checked;
  }

  long signed() {
    return signed;
  }

  long witnessed() {
    return witnessed;
  }
}
