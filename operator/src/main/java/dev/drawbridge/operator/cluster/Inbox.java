package dev.drawbridge.operator.cluster;

import dev.drawbridge.api.v1alpha1.DataClassification;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.plan.DeploymentKey;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/** Hands what concerns our resources to the framework's queues, which reconcile them again. */
public final class Inbox implements ConcernListener {

  private final SimpleInboundEventSource<ModelDeployment> deployments =
      new SimpleInboundEventSource<>("cluster");
  private final SimpleInboundEventSource<DataClassification> classifications =
      new SimpleInboundEventSource<>("cluster");

  public SimpleInboundEventSource<ModelDeployment> deploymentEvents() {
    return deployments;
  }

  public SimpleInboundEventSource<DataClassification> classificationEvents() {
    return classifications;
  }

  /** Before the start there is nobody to tell, and no need: then everything is reconciled. */
  @Override
  public void deployment(DeploymentKey key) {
    if (deployments.isRunning()) {
      deployments.propagateEvent(new ResourceID(key.name(), key.namespace()));
    }
  }

  @Override
  public void classification(String name) {
    if (classifications.isRunning()) {
      classifications.propagateEvent(new ResourceID(name));
    }
  }
}
