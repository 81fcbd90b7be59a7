package dev.drawbridge.api.decision;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A kind of node.
 *
 * @param region null on nodes without the region label
 * @param premises whether they stand on the organisation's own premises
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record NodeFact(@Nullable String region, boolean premises) {}
