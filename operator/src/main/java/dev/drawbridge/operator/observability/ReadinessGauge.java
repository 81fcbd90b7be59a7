package dev.drawbridge.operator.observability;

import dev.drawbridge.api.v1alpha1.Condition;
import dev.drawbridge.api.v1alpha1.ConditionStatus;
import dev.drawbridge.api.v1alpha1.ModelDeployment;
import dev.drawbridge.operator.cluster.Cluster;
import dev.drawbridge.operator.status.ConditionType;
import dev.drawbridge.operator.status.Conditions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** How many deployments there are by what their condition Ready says. */
public final class ReadinessGauge {

  public static void register(Cluster cluster, MeterRegistry registry) {
    for (ConditionStatus status : ConditionStatus.values()) {
      Gauge.builder("drawbridge_model_deployments", cluster, seen -> count(seen, status))
          .tag("ready", status.name().toLowerCase(Locale.ROOT))
          .description("ModelDeployments by what their condition Ready says")
          .register(registry);
    }
  }

  private static double count(Cluster cluster, ConditionStatus status) {
    return cluster.deployments().stream().filter(one -> ready(one) == status).count();
  }

  private static ConditionStatus ready(ModelDeployment deployment) {
    var status = deployment.getStatus();
    return status == null
        ? ConditionStatus.UNKNOWN
        : Conditions.find(status.conditions(), ConditionType.READY)
            .map(Condition::status)
            .orElse(ConditionStatus.UNKNOWN);
  }

  private ReadinessGauge() {}
}
