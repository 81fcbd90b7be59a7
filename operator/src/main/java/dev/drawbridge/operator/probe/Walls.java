package dev.drawbridge.operator.probe;

import dev.drawbridge.operator.control.WallState;
import dev.drawbridge.operator.plan.DeploymentKey;
import java.util.Optional;

/** Whether the walls around deployments were seen to hold. */
public interface Walls {

  /** Of an operator that cannot look, because it runs outside of the cluster. */
  Walls UNSEEN =
      new Walls() {
        @Override
        public Optional<WallState> around(DeploymentKey deployment) {
          return Optional.empty();
        }

        @Override
        public void forget(DeploymentKey deployment) {}
      };

  /** What was seen last; empty where nobody looks. From now on somebody does. */
  Optional<WallState> around(DeploymentKey deployment);

  /** To be called when the deployment is gone. */
  void forget(DeploymentKey deployment);
}
