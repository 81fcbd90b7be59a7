package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.StatusWriter;
import dev.drawbridge.operator.status.Reason;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Tells people: by status, by event and in the log. */
public final class Outlet {

  private static final Logger LOG = LoggerFactory.getLogger(Outlet.class);

  /** Between two reports of progress. */
  private static final Duration PACE = Duration.ofMillis(400);

  private final StatusWriter statuses;
  private final Events events;
  private final FailureReport failures;

  public Outlet(StatusWriter statuses, Events events, FailureReport failures) {
    this.statuses = statuses;
    this.events = events;
    this.failures = failures;
  }

  /** What people were told last, although the cache may not show it yet. */
  ModelDeployment newest(ModelDeployment read) {
    return statuses.newest(read);
  }

  /**
   * Tells the report, unless it only passes and another was written a moment ago.
   *
   * @return when to come back with what is then, if it was not told
   */
  Optional<Duration> tell(ModelDeployment deployment, Report report) {
    Optional<Duration> pause =
        report.isPassing(deployment.getStatus())
            ? statuses.pause(deployment, PACE)
            : Optional.empty();
    if (pause.isEmpty()) {
      tellNow(deployment, report);
    }
    return pause;
  }

  private void tellNow(ModelDeployment deployment, Report report) {
    statuses.write(deployment, report.status(), ModelDeployment::new);
    String decision =
        report.status().decision() == null || report.status().decision().id() == null
            ? "none"
            : report.status().decision().id();
    report.occurrences().forEach(occurrence -> tell(deployment, occurrence, decision));
  }

  void tellGone(ModelDeployment deployment) {
    tell(
        deployment,
        new Occurrence(Reason.DELETED, false, "Serving namespace and all in it are gone."),
        "none");
  }

  void tellGivenUp(ModelDeployment deployment, String remains) {
    String message =
        remains + " The deployment is let go after its deadline; see to the rest by hand.";
    tell(deployment, new Occurrence(Reason.DELETION_INCOMPLETE, true, message), "none");
  }

  /** What runs stays as it is: nobody here can say what it should be instead. */
  void tellNotUnderstood(ModelDeployment deployment) {
    tellNow(deployment, failures.notUnderstood(deployment));
  }

  /** A failed try is in the status too, or a user would wait and never know for what. */
  void tellFailed(ModelDeployment deployment, Exception failure) {
    Optional<Report> report = failures.of(deployment, failure);
    report.ifPresent(one -> tellNow(deployment, one));
  }

  private void tell(ModelDeployment deployment, Occurrence occurrence, String decision) {
    // By MDC: the fluent API's key values end up in the text, and not as fields of the JSON line.
    try (var _ = MDC.putCloseable("deployment", name(deployment));
        var _ = MDC.putCloseable("decision", decision);
        var _ = MDC.putCloseable("reason", occurrence.reason().text())) {
      LOG.info("{}: {}: {}", name(deployment), occurrence.reason().text(), occurrence.message());
    }
    events.publish(deployment, occurrence);
  }

  private static String name(ModelDeployment deployment) {
    return deployment.getMetadata().getNamespace() + "/" + deployment.getMetadata().getName();
  }
}
