package dev.drawbridge.operator.deployment;

import dev.drawbridge.operator.control.Control;
import dev.drawbridge.operator.plan.Admitted;
import dev.drawbridge.operator.plan.DeploymentKey;
import dev.drawbridge.operator.plan.KeyWindow;
import dev.drawbridge.operator.plan.ServingPlan;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The last plan of each deployment: the same record and keys always give the same plan. */
final class Plans {

  private record Made(Admitted from, KeyWindow keys, ServingPlan plan) {}

  private final Map<DeploymentKey, Made> made = new ConcurrentHashMap<>();
  private final List<Control> controls;

  Plans(List<Control> controls) {
    this.controls = List.copyOf(controls);
  }

  ServingPlan of(Admitted admitted, KeyWindow keys) {
    Made last = made.get(admitted.key());
    if (last == null || !last.from().equals(admitted) || !last.keys().equals(keys)) {
      last = new Made(admitted, keys, ServingPlan.of(admitted, keys, controls));
      made.put(admitted.key(), last);
    }
    return last.plan();
  }

  void forget(DeploymentKey key) {
    made.remove(key);
  }
}
