package dev.drawbridge.operator.config;

import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.cluster.Inbox;
import dev.drawbridge.operator.collector.CollectorListener;
import dev.drawbridge.operator.collector.Finding;
import dev.drawbridge.operator.deployment.Events;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.status.Reason;

/** Hands what the collector sees on: to the reconciler, and as events where no condition can. */
record LogNews(Cluster cluster, Inbox inbox, Events events) implements CollectorListener {

  @Override
  public void changed(DeploymentKey deployment) {
    inbox.deployment(deployment);
  }

  @Override
  public void found(DeploymentKey deployment, String pod, Finding finding) {
    cluster
        .deployment(deployment)
        .ifPresent(
            owner ->
                events.warn(
                    owner,
                    Reason.LOG_NOT_CLOSED,
                    "The log of pod %s: %s".formatted(pod, finding.message())));
  }
}
