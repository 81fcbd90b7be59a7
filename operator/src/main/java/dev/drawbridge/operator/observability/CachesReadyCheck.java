package dev.drawbridge.operator.observability;

import dev.drawbridge.operator.cluster.Cluster;
import jakarta.inject.Singleton;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready before the cluster is known, and when a watch has ended for good. */
@Readiness
@Singleton
public class CachesReadyCheck implements HealthCheck {

  private final Cluster cluster;

  public CachesReadyCheck(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public HealthCheckResponse call() {
    List<String> problems = cluster.problems();
    var response = HealthCheckResponse.named("cluster caches").status(problems.isEmpty());
    return problems.isEmpty()
        ? response.build()
        : response.withData("problem", String.join("; ", problems)).build();
  }
}
