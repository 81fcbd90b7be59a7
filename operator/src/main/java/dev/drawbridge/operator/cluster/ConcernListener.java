package dev.drawbridge.operator.cluster;

import dev.drawbridge.operator.plan.DeploymentKey;

/** Told which of our resources must be looked at again. Called from the caches' threads. */
public interface ConcernListener {

  void deployment(DeploymentKey key);

  void classification(String name);
}
