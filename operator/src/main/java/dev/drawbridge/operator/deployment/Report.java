package dev.drawbridge.operator.deployment;

import dev.drawbridge.api.v1alpha1.ModelDeploymentStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What people are told after a reconcile.
 *
 * @param lookAgain when time alone may change something; empty when only an event can
 */
record Report(
    ModelDeploymentStatus status, List<Occurrence> occurrences, Optional<Duration> lookAgain) {}
