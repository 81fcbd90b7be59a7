package dev.drawbridge.operator.observability;

import dev.drawbridge.operator.policy.EngineState;
import dev.drawbridge.operator.policy.EngineWatch;
import io.smallrye.health.api.Wellness;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether policy can be asked. Not part of readiness: an operator that is taken out of its Service
 * could not tell users why their change is refused.
 */
@Wellness
@Singleton
public class PolicyEngineCheck implements HealthCheck {

  private static final String NAME = "policy engine";

  private final EngineWatch engine;

  public PolicyEngineCheck(EngineWatch engine) {
    this.engine = engine;
  }

  @Override
  public HealthCheckResponse call() {
    return switch (engine.state()) {
      case EngineState.Usable usable ->
          HealthCheckResponse.named(NAME)
              .up()
              .withData("policyRevision", usable.revision())
              .build();
      case EngineState.Unusable unusable ->
          HealthCheckResponse.named(NAME)
              .down()
              .withData("outcome", unusable.fault().kind().text())
              .withData("problem", unusable.fault().message())
              .build();
    };
  }
}
