package dev.drawbridge.operator.collector;

import dev.drawbridge.operator.plan.DeploymentKey;

/** Told what the collector sees. Called from its threads. */
public interface CollectorListener {

  /** Something else is to be told of the logs of a deployment. */
  void changed(DeploymentKey deployment);

  /** A pod is gone, and something is wrong with what is left of its log. */
  void found(DeploymentKey deployment, String pod, Finding finding);
}
