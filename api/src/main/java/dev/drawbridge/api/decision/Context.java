package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What the operator gathered from the cluster, each with a state of its own: a fact that could not
 * be read must never look like one that is empty.
 *
 * @param storageClass null when the deployment asks for no volume
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Context(
    ImagesFact images,
    @Nullable StorageClassFact storageClass,
    ConsumerNamespacesFact consumerNamespaces,
    NodesFact nodes,
    GitopsFact gitops,
    ClusterFact cluster) {}
