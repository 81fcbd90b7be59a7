package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.status.Reason;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what happened to a deployment as Kubernetes events, for {@code kubectl describe}. */
public final class Events {

  private static final Logger LOG = LoggerFactory.getLogger(Events.class);
  private static final String CONTROLLER = "drawbridge.dev/operator";

  /** The API server refuses longer notes. */
  private static final int LONGEST_NOTE = 1024;

  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final KubernetesClient client;
  private final String instance;
  private final Clock clock;

  /**
   * Publishes in the name of one instance.
   *
   * @param instance which of the operator's replicas speaks
   */
  public Events(KubernetesClient client, String instance, Clock clock) {
    this.client = client;
    this.instance = instance;
    this.clock = clock;
  }

  /** Publishes that somebody should look. */
  public void warn(ModelDeployment deployment, Reason reason, String message) {
    publish(deployment, new Occurrence(reason, true, message));
  }

  void publish(ModelDeployment deployment, Occurrence occurrence) {
    Instant now = clock.instant();
    var metadata = deployment.getMetadata();
    var event =
        new EventBuilder()
            .withNewMetadata()
            .withGenerateName(metadata.getName() + "-")
            .withNamespace(metadata.getNamespace())
            .endMetadata()
            .withEventTime(new MicroTime(MICROSECONDS.format(now)))
            .withReportingController(CONTROLLER)
            .withReportingInstance(instance)
            .withAction("Reconcile")
            .withReason(occurrence.reason().text())
            .withType(occurrence.warning() ? "Warning" : "Normal")
            .withNote(cut(occurrence.message()))
            .withRegarding(
                new ObjectReferenceBuilder()
                    .withApiVersion(deployment.getApiVersion())
                    .withKind(deployment.getKind())
                    .withNamespace(metadata.getNamespace())
                    .withName(metadata.getName())
                    .withUid(metadata.getUid())
                    .build())
            .build();
    try {
      client.events().v1().events().inNamespace(metadata.getNamespace()).resource(event).create();
    } catch (KubernetesClientException e) {
      // An event is a courtesy: its namespace may be on its way out, and the status says it too.
      LOG.info("event {} not published: {}", occurrence.reason().text(), e.getMessage());
    }
  }

  private static String cut(String note) {
    return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 3) + "...";
  }
}
