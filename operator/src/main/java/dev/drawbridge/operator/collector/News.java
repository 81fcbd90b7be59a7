package dev.drawbridge.operator.collector;

import dev.drawbridge.operator.control.audit.DoorReport;
import dev.drawbridge.operator.control.audit.LogObservation;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells what changed from one visit to the next: figures, the operator's log, and a listener. */
final class News {

  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  private final CollectorListener listener;
  private final CollectorFigures figures = new CollectorFigures();

  News(CollectorListener listener) {
    this.listener = listener;
  }

  CollectorFigures figures() {
    return figures;
  }

  /** A log came to have a problem, another one, or none any more. */
  void problem(LogPod pod, Optional<Finding> before, Optional<Finding> now) {
    if (before.map(Finding::problem).equals(now.map(Finding::problem))) {
      return;
    }
    now.ifPresentOrElse(
        found -> {
          figures.found(found.problem());
          if (found.problem().ofTheLog()) {
            LOG.warn("log of pod {}: {}", pod.name(), found.message());
          } else {
            LOG.info("log of pod {}: {}", pod.name(), found.message());
          }
        },
        () -> LOG.info("log of pod {}: collected again", pod.name()));
  }

  /** A pod is gone, and something is wrong with what is left of its log. */
  void left(LogPod pod, Finding finding) {
    figures.found(finding.problem());
    LOG.warn("log of pod {}: {}", pod.name(), finding.message());
    listener.found(pod.deployment(), pod.name(), finding);
  }

  /** A log was looked at. Has its deployment judged again only if that may end otherwise. */
  void seen(LogPod pod, Optional<Essence> before, Optional<Essence> now) {
    if (!before.equals(now)) {
      listener.changed(pod.deployment());
    }
  }

  /** What a judgement depends on; counts and times are not in it, they change all the time. */
  record Essence(
      String podUid,
      Optional<DoorReport> door,
      Optional<String> problem,
      Optional<String> uncollected,
      Lapses lapses) {

    /** What is over for too long. */
    record Lapses(boolean silent, boolean stalled, boolean unwitnessed, boolean outdated) {}

    static Essence of(LogObservation seen, Instant now) {
      return new Essence(
          seen.podUid(),
          seen.door(),
          seen.problem(),
          seen.uncollected(),
          new Lapses(
              seen.isSilent(now),
              seen.isStalled(now),
              seen.isUnwitnessed(now),
              seen.isOutdated(now)));
    }
  }
}
